"""How sure a prediction is, voxel by voxel, and whether that tells where it is wrong."""

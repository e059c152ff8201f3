"""Between a case's own voxel grid and the grid a network sees."""

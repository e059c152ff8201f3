"""nnU-Net as itself: its planning, preprocessing, training and inference on this study's cases and folds."""

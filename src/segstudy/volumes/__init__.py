"""Volumes, label maps, boxes, grids, resampling, caches, windows and surfaces."""

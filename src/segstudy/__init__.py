"""segstudy: finished, statistically tested segmentation studies from CT scans and label maps."""

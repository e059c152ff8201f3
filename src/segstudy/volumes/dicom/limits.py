"""How many files a series may have."""

MOST_ALONG = 2048
"""Voxels along any axis. Networks see slices of their own size, so that many tiny ones would be much work."""

MOST_FILES = 2 * MOST_ALONG
"""Files in a series' folder or archive: its slices, and as many again that come along."""

"""How large a scan may be that nobody has checked, so that memory and disk stay bounded."""

MOST_VOXELS = 1 << 28
"""512 × 512 × 1024, a whole body at 2 mm; prediction needs about 12 bytes of memory a voxel."""

MOST_ALONG = 2048
"""Voxels along any axis. Networks see slices of their own size, so that many tiny ones would be much work."""

LONGEST_MM = 2500.0
"""No scanner sees farther along any axis; resampling what claims to be longer would fill the memory."""

MOST_FILES = 2 * MOST_ALONG
"""Files in a series' folder or archive: its slices, and as many again that come along."""

MOST_UNPACKED = 4 * MOST_VOXELS
"""Bytes an archive may unpack to: twice the largest scan at 2 bytes a voxel."""

MOST_UPLOADED_MB = 1024
"""Of the viewer: as much as an archive that is hardly compressed."""

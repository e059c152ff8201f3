"""How large a scan may be that nobody has checked, so that memory and disk stay bounded."""

from segstudy.volumes.dicom.limits import MOST_ALONG, MOST_FILES

__all__ = ["MOST_ALONG", "MOST_FILES", "MOST_UNPACKED", "MOST_UPLOADED_MB", "MOST_VOXELS"]

MOST_VOXELS = 1 << 28
"""512 × 512 × 1024, a whole body at 2 mm; prediction needs about 12 bytes of memory a voxel."""

MOST_UNPACKED = 4 * MOST_VOXELS
"""Bytes an archive may unpack to: twice the largest scan at 2 bytes a voxel."""

MOST_HELD_MB = 2048
"""Of the viewer: all uploads that are in memory at a time, over all pages that are open."""

MOST_UPLOADED_MB = 1024
"""Of the viewer: as much as an archive that is hardly compressed."""

"""nibabel, imported without pydicom, which it uses for files that no case here comes in: half of its time to import."""

import numpy as np

from segstudy.running.lean_imports import without

with without("pydicom"):
    import nibabel as nib

# Real files have quaternions that are longer than 1 by some 1e-7, which ITK reads and nibabel refuses.
nib.Nifti1Header.quaternion_threshold = np.float32(1e-5)

__all__ = ["nib"]

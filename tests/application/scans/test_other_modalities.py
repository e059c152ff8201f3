import nibabel as nib
import numpy as np
import pytest

from segstudy.application.scans.open_scan import open_scan
from segstudy.application.viewer.windows import windows_of
from segstudy.drawing.bitmap import WINDOW_HU, window_of
from segstudy.running.errors import StudyError


def test_a_scan_that_is_no_ct_opens_for_an_arm_that_learned_from_such(tmp_path):
    values = np.random.default_rng(0).integers(0, 900, (12, 10, 6)).astype(np.int16)
    nib.save(nib.Nifti1Image(values, np.eye(4)), tmp_path / "scan.nii.gz")
    with pytest.raises(StudyError, match="no air"):
        open_scan(tmp_path / "scan.nii.gz", tmp_path)
    opened = open_scan(tmp_path / "scan.nii.gz", tmp_path, modality="mr").volume
    np.testing.assert_array_equal(opened.array, values)
    # what is black and white follows from its values
    low, high = window_of(opened.array)
    assert 0 <= low < 60 and 840 < high < 900 and window_of(opened.array - 1000) == WINDOW_HU
    assert windows_of(opened.array, "mr") == {"Whole range": (low, high)} and len(windows_of(opened.array, "ct")) == 3

import numpy as np

from segstudy.uncertainty.found import found_ml
from segstudy.volumes.nifti import write_volume
from segstudy.volumes.volume import Volume


def test_all_organs_count_in_milliliters(tmp_path):
    labels = np.zeros((10, 10, 10), np.uint8)
    labels[:5, 0, 0], labels[:5, 1, 0] = 1, 7
    write_volume(tmp_path / "a.nii.gz", Volume(labels, np.diag([2, 5, 10, 1.0])))
    assert found_ml(tmp_path / "a.nii.gz") == 10 * 100 / 1000

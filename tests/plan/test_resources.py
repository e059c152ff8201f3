import nibabel as nib
import numpy as np
import pytest

from segstudy.plan.resources import memory, minutes, size_mb


@pytest.fixture
def files(tmp_path):
    for name, size in (("a", 3), ("b", 5)):
        (tmp_path / name).write_bytes(bytes(size * 2**20))
    return [str(tmp_path / name) for name in "ab"]


def test_memory_grows_with_the_input_and_with_each_attempt(files):
    assert size_mb(files) == 8
    assert [memory(100, factor=10)(None, files, attempt) for attempt in (1, 2, 3)] == [180, 270, 360]


@pytest.mark.parametrize(("dtype", "asked"), [(np.float64, 100 + 24 * 2), (np.uint8, 100 + 20 * 2)])
def test_what_is_not_packed_asks_by_its_voxels_instead(tmp_path, dtype, asked):
    nib.save(nib.Nifti1Image(np.zeros((128, 128, 128), dtype), np.eye(4)), tmp_path / "a.nii")
    assert memory(100, factor=20, voxel_bytes=24)(None, [str(tmp_path / "a.nii")], 1) == asked


def test_a_large_file_that_is_no_volume_or_a_broken_one_asks_by_its_size(tmp_path):
    for name in ("a.b2nd", "a.nii"):
        (tmp_path / name).write_bytes(bytes(16 * 2**20))
        assert memory(100, factor=20, voxel_bytes=24)(None, [str(tmp_path / name)], 1) == 100 + 20 * 16


def test_runtime_doubles_with_each_attempt_and_is_never_nothing(files):
    assert [minutes(2, factor=1000)(None, files, attempt) for attempt in (1, 2)] == [10, 20]
    assert minutes(0)(None, files, 1) == 1


def test_without_a_factor_no_file_is_looked_at():
    assert memory(100)(None, ["missing"], 1) == 100 and minutes(7)(None, ["missing"], 1) == 7

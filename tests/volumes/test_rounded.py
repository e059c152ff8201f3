import numpy as np
import pytest

from segstudy.volumes import rounded as module
from segstudy.volumes.nifti import read_labels, read_rounded, read_scaled, write_volume
from segstudy.volumes.rounded import rounded, scaled, slabs
from segstudy.volumes.volume import Volume


@pytest.fixture(autouse=True)
def small_slabs(monkeypatch):
    monkeypatch.setattr(module, "SLAB", 60)


@pytest.mark.parametrize("kind", [np.bool_, np.uint8, np.int8, np.uint16, np.int32, np.uint64, np.float32, np.float64])
def test_values_are_rounded_slab_by_slab_and_end_at_16_bits(kind):
    values = np.random.default_rng(0).normal(0, 1, (5, 4, 7))
    if np.dtype(kind).kind in "iu":
        values *= min(np.iinfo(kind).max, 1e6) / 4
    values = (values if np.dtype(kind).kind in "if" else abs(values)).astype(kind)
    found = rounded(values)
    assert found.dtype == np.int16
    assert np.array_equal(found, np.clip(np.rint(values.astype(np.float64)), -32768, 32767))


def test_what_is_int16_is_not_copied():
    values = np.zeros((2, 3, 4), np.int16)
    assert rounded(values) is values


def test_slabs_cover_all_of_it_once():
    values = np.arange(5 * 4 * 7).reshape(5, 4, 7)
    parts = list(slabs(values))
    assert [part for part, _ in parts] == [slice(0, 3), slice(3, 6), slice(6, 7)]
    assert np.array_equal(np.concatenate([each for _, each in parts], axis=2), values)


@pytest.mark.parametrize("ending", [".nii", ".nii.gz", ".mha"])
def test_a_file_is_read_as_its_whole_would_be_rounded(tmp_path, ending):
    import SimpleITK as sitk  # noqa: N813

    values = np.random.default_rng(0).normal(0, 500, (5, 4, 7))
    write_volume(tmp_path / "a.nii", Volume(values, np.eye(4)))
    sitk.WriteImage(sitk.ReadImage(str(tmp_path / "a.nii")), str(tmp_path / f"b{ending}"))
    assert np.array_equal(read_rounded(tmp_path / f"b{ending}").array, np.rint(values))
    write_volume(tmp_path / "labels.nii.gz", Volume(np.rint(abs(values)) * (1 + 1e-7), np.eye(4)))
    labels = read_labels(tmp_path / "labels.nii.gz").array
    assert labels.dtype == np.int32 and np.array_equal(labels, np.rint(abs(values)))


@pytest.mark.parametrize("ending", [".nii.gz", ".mha"])
@pytest.mark.parametrize(
    ("values", "scale"), [((0, 0.25, 1), 2**14), ((-3, 0.5, 7.9), 4096), ((0, 7, 200_000), 1 / 8), ((0, 0.4, 900), 32)]
)
def test_what_16_bits_cannot_hold_is_multiplied_by_a_power_of_two(tmp_path, values, scale, ending):
    import SimpleITK as sitk  # noqa: N813

    array = np.resize(np.array(values, np.float32), (5, 4, 7))
    write_volume(tmp_path / "a.nii", Volume(array, np.eye(4)))
    sitk.WriteImage(sitk.ReadImage(str(tmp_path / "a.nii")), str(tmp_path / f"b{ending}"))
    scan, found = read_scaled(tmp_path / f"b{ending}")
    assert found == scale and scan.array.dtype == np.int16
    np.testing.assert_array_equal(scan.array, np.rint(array * scale))


def test_what_16_bits_hold_stays_as_it_is():
    array = np.resize(np.array([0, 40, 900], np.float32), (5, 4, 7))
    whole, scale = scaled(array)
    assert scale == 1 and np.array_equal(whole, rounded(array))
    assert scaled(np.zeros((2, 2, 2)))[1] == 1

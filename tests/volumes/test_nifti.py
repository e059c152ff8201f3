import nibabel as nib
import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from segstudy.running.errors import StudyError
from segstudy.volumes.nifti import read_classes, read_header, read_image, read_labels, write_volume
from segstudy.volumes.volume import Volume

OBLIQUE = nib.affines.from_matvec(
    nib.eulerangles.euler2mat(0.1, 0.2, -0.05) @ np.diag([1.5, 0.9, 3.0]), [10.0, -20.0, 30.0]
)


def test_volume_survives_a_round_trip(tmp_path):
    array = np.random.default_rng(0).integers(-1000, 31743, (5, 6, 7)).astype(np.int16)
    write_volume(tmp_path / "a.nii.gz", Volume(array, OBLIQUE))
    read = read_image(tmp_path / "a.nii.gz")
    np.testing.assert_array_equal(read.array, array)
    assert read.array.dtype == np.int16
    np.testing.assert_allclose(read.affine, OBLIQUE, atol=1e-5)
    np.testing.assert_allclose(read.spacing, (1.5, 0.9, 3.0), atol=1e-5)
    header = read_header(tmp_path / "a.nii.gz")
    assert header.array.shape == (5, 6, 7)
    np.testing.assert_array_equal(header.affine, read.affine)


def test_same_volume_is_the_same_bytes(tmp_path):
    volume = Volume(np.arange(60, dtype=np.uint8).reshape(3, 4, 5), np.eye(4))
    for name in ("a.nii.gz", "b.nii.gz"):
        write_volume(tmp_path / name, volume)
    assert (tmp_path / "a.nii.gz").read_bytes() == (tmp_path / "b.nii.gz").read_bytes()


def test_labels_are_integers_whatever_the_file_stores(tmp_path):
    whole = np.array([[[0.0, 2.0], [1.0, 0.0]]], np.float32)
    nib.save(nib.Nifti1Image(whole, np.eye(4)), tmp_path / "whole.nii.gz")
    assert np.issubdtype(read_labels(tmp_path / "whole.nii.gz").array.dtype, np.integer)
    nib.save(nib.Nifti1Image(whole / 4, np.eye(4)), tmp_path / "parts.nii.gz")
    for read in (read_labels, lambda path: read_classes(path, [1])):
        with pytest.raises(StudyError, match="not whole numbers"):
            read(tmp_path / "parts.nii.gz")


@pytest.mark.parametrize("stored", [np.float64, np.float32, np.int16, np.uint8])
def test_classes_are_read_a_slab_at_a_time(tmp_path, monkeypatch, stored):
    monkeypatch.setattr("segstudy.volumes.rounded.SLAB", 70)
    integers = np.random.default_rng(0).integers(0, 256, (5, 6, 7)).astype(stored)
    nib.save(nib.Nifti1Image(integers, OBLIQUE), tmp_path / "labels.nii.gz")
    read = read_classes(tmp_path / "labels.nii.gz", [200, 7])
    assert read.array.dtype == np.uint8
    np.testing.assert_array_equal(read.array, np.select([integers == 200, integers == 7], [1, 2]))
    np.testing.assert_allclose(read.affine, OBLIQUE, atol=1e-5)


def test_unreadable_and_4d_files_are_named(tmp_path):
    (tmp_path / "text.nii.gz").write_text("no scan")
    with pytest.raises(StudyError, match="text.nii.gz: cannot be read"):
        read_image(tmp_path / "text.nii.gz")
    nib.save(nib.Nifti1Image(np.zeros((2, 2, 2, 2), np.int16), np.eye(4)), tmp_path / "four.nii.gz")
    with pytest.raises(StudyError, match="4 dimensions"):
        read_image(tmp_path / "four.nii.gz")


def test_labels_that_a_program_scaled_are_rounded(tmp_path):
    scaled = np.array([[[0.0, 2.0], [1.0, 255.0]]], np.float32) * np.float32(1.000001)
    nib.save(nib.Nifti1Image(scaled, np.eye(4)), tmp_path / "scaled.nii.gz")
    assert read_labels(tmp_path / "scaled.nii.gz").array.tolist() == [[[0, 2], [1, 255]]]


def test_a_quaternion_a_little_too_long_is_read(tmp_path):
    nib.save(nib.Nifti1Image(np.zeros((4, 5, 6), np.int16), np.diag([-1, -1, 2, 1])), tmp_path / "a.nii")
    content = bytearray((tmp_path / "a.nii").read_bytes())
    header = nib.Nifti1Header(bytes(content[:348]), check=False)
    header["sform_code"], header["qform_code"], header["quatern_d"] = 0, 1, 1 + 2.5e-7
    (tmp_path / "a.nii").write_bytes(header.binaryblock + content[348:])
    np.testing.assert_allclose(read_header(tmp_path / "a.nii").affine[:3, :3], np.diag([-1, -1, 2]), atol=1e-5)


@pytest.mark.parametrize("ending", [".mha", ".nrrd", ".NRRD", ".nii"])
def test_other_formats_are_the_same_volume(tmp_path, ending):
    array = np.random.default_rng(0).integers(-1000, 1000, (5, 6, 7)).astype(np.int16)
    write_volume(tmp_path / "a.nii.gz", Volume(array, OBLIQUE))
    sitk.WriteImage(sitk.ReadImage(str(tmp_path / "a.nii.gz")), str(tmp_path / f"b{ending}"))
    read = read_image(tmp_path / f"b{ending}")
    np.testing.assert_array_equal(read.array, array)
    np.testing.assert_allclose(read.affine, OBLIQUE, atol=1e-5)
    assert read_header(tmp_path / f"b{ending}").array.shape == (5, 6, 7)


def test_what_is_no_volume_in_another_format_is_named(tmp_path):
    (tmp_path / "text.nrrd").write_text("no scan")
    with pytest.raises(StudyError, match="text.nrrd: cannot be read as a volume"):
        read_image(tmp_path / "text.nrrd")
    colors = sitk.GetImageFromArray(np.zeros((2, 3, 4, 3), np.uint8), isVector=True)
    sitk.WriteImage(colors, str(tmp_path / "colors.mha"))
    with pytest.raises(StudyError, match="3 values a voxel"):
        read_image(tmp_path / "colors.mha")

import nibabel as nib
import numpy as np
import pytest

from segstudy.cases.checks.file import check_file
from segstudy.cases.checks.intensity import IntensityRange


def errors(path) -> str:
    return "\n".join(check_file(str(path), IntensityRange()).errors)


@pytest.mark.parametrize("array,words", [
    (np.zeros((4, 5, 6, 3), np.int16), "4 dimensions (4x5x6x3), a volume has 3; keep one volume"),
    (np.zeros((4, 5, 6, 1), np.int16), "drop its last axis"),
    (np.zeros((4, 5), np.int16), "2 dimensions"),
    (np.zeros((4, 5, 6), np.complex64), "complex"),
    (np.zeros((4, 5, 6), [("R", "u1"), ("G", "u1"), ("B", "u1")]), "RGB"),
])  # fmt: skip
def test_what_is_no_volume_of_numbers_is_named(tmp_path, save_scan, array, words):
    assert words in errors(save_scan(tmp_path / "a.nii.gz", array))


@pytest.mark.parametrize("pixdim", [0.0, -1.0, np.nan, np.inf])
def test_impossible_spacing_is_seen_though_loading_repairs_it(tmp_path, save_scan, scan, pixdim):
    sizes = [1, 1, pixdim, 2, 1, 1, 1, 1]
    assert "is no distance" in errors(save_scan(tmp_path / "a.nii.gz", scan, pixdim=sizes))
    assert "is no distance" in errors(save_scan(tmp_path / "b.nii.gz", scan, pixdim=sizes, sform_code=0, qform_code=1))


@pytest.mark.parametrize("row,words", [
    ([0, 0, 0, 0], "singular"),
    ([0, 1, 0, 0], "singular"),
    ([np.nan, 0, 0, 0], "not finite"),
    ([1, 0, 0, np.inf], "not finite"),
])  # fmt: skip
def test_an_affine_that_places_nothing_is_an_error(tmp_path, save_scan, scan, row, words):
    result = check_file(str(save_scan(tmp_path / "a.nii", scan, srow_x=row, srow_y=[0, 1, 0, 0])), IntensityRange())
    assert len(result.errors) == 1 and words in result.errors[0]
    assert result.header.orientation == ""


def test_two_file_headers_and_other_files_are_not_taken(tmp_path, save_scan, scan):
    assert "two-file" in errors(save_scan(tmp_path / "a.nii", scan, magic=b"ni1"))
    (tmp_path / "b.nii").write_bytes(b"\x89PNG" + bytes(1000))
    assert "not a NIfTI file" in errors(tmp_path / "b.nii")
    assert "makes no sense" in errors(save_scan(tmp_path / "c.nii", scan, datatype=999))
    assert "puts the voxels at byte 0" in errors(save_scan(tmp_path / "d.nii", scan, vox_offset=0))


def test_second_version_and_swapped_byte_order_are_read(tmp_path, scan):
    nib.save(nib.Nifti2Image(scan, np.eye(4)), tmp_path / "two.nii.gz")
    nib.save(nib.Nifti1Image(scan, np.eye(4), nib.Nifti1Header(endianness=">")), tmp_path / "swapped.nii")
    for name in ("two.nii.gz", "swapped.nii"):
        values = IntensityRange()
        assert check_file(str(tmp_path / name), values).errors == []
        assert (values.lowest, values.highest) == (scan.min(), scan.max())


def test_header_extensions_are_passed_over(tmp_path, scan):
    image = nib.Nifti1Image(scan, np.eye(4))
    image.header.extensions.append(nib.nifti1.Nifti1Extension("comment", b"said before the voxels" * 10))
    nib.save(image, tmp_path / "a.nii.gz")
    values = IntensityRange()
    assert check_file(str(tmp_path / "a.nii.gz"), values).errors == []
    assert values.lowest == scan.min()


def test_odd_headers_give_warnings(tmp_path, save_scan, scan):
    def warnings(**fields) -> str:
        result = check_file(
            str(save_scan(tmp_path / "a.nii", scan, np.diag([1, 1, 2.5, 1]), **fields)), IntensityRange()
        )
        assert result.errors == []
        return "\n".join(result.warnings)

    assert warnings() == ""
    assert "no orientation" in warnings(sform_code=0, qform_code=0)
    assert "1x1x2.5 mm by its affine but 1x1x1" in warnings(pixdim=[1, 1, 1, 1, 1, 1, 1, 1])
    assert "corners 7 mm apart" in warnings(qform_code=1, qoffset_x=7)
    assert "millimeters" in warnings(srow_x=[0.02, 0, 0, 0], pixdim=[1, 0.02, 1, 2.5, 1, 1, 1, 1])

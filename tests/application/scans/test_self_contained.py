import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from segstudy.application.scans.nifti_scan import read_nifti_scan
from segstudy.application.scans.self_contained import check_self_contained
from segstudy.running.errors import StudyError


@pytest.fixture
def image():
    return sitk.GetImageFromArray(np.random.default_rng(0).integers(-1000, 400, (4, 5, 6)).astype(np.int16))


@pytest.mark.parametrize("name", ["scan.mha", "scan.nrrd", "SCAN.NRRD", "packed.mha"])
def test_files_that_hold_their_voxels_are_taken(image, tmp_path, name):
    sitk.WriteImage(image, str(tmp_path / name.lower()), useCompression=name == "packed.mha")
    (tmp_path / name.lower()).rename(tmp_path / name)
    check_self_contained(tmp_path / name, name)


@pytest.mark.parametrize("name", ["scan.mhd", "scan.nhdr"])
@pytest.mark.parametrize("renamed", [False, True])
def test_headers_of_other_files_are_refused_whatever_they_are_called(image, tmp_path, name, renamed):
    """A header could name any file of the machine that reads it, also after a line that says otherwise."""
    sitk.WriteImage(image, str(tmp_path / name))
    path = tmp_path / {"scan.mhd": "scan.mha", "scan.nhdr": "scan.nrrd"}[name] if renamed else tmp_path / name
    (tmp_path / name).rename(path)
    assert sitk.ReadImage(str(path)).GetSize() == (6, 5, 4)
    with pytest.raises(StudyError, match="^upload: its voxels are not in the file itself"):
        check_self_contained(path, "upload")


def test_a_file_is_read_as_what_it_is_called(image, tmp_path):
    """What an NRRD file says after its header is no header of a MetaImage."""
    sitk.WriteImage(image, str(tmp_path / "scan.nhdr"))
    path = tmp_path / "scan.mha"
    path.write_bytes((tmp_path / "scan.nhdr").read_bytes() + b"\n\nElementDataFile = LOCAL\n")
    with pytest.raises(StudyError, match=r"scan\.mha: cannot be read as a volume"):
        read_nifti_scan(path, str(path))


@pytest.mark.parametrize("name", ["scan.mha", "scan.nrrd"])
def test_a_header_that_promises_more_than_is_taken_is_not_believed(image, tmp_path, name):
    path = tmp_path / name
    sitk.WriteImage(image, str(path))
    path.write_bytes(path.read_bytes().replace(b"6 5 4", b"6 5 9000000"))
    with pytest.raises(StudyError, match="voxels; at most|cannot hold them"):
        read_nifti_scan(path, name)

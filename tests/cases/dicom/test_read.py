"""Real clinical folders, and what is made to go wrong with them."""

import os
import zipfile
from pathlib import Path

import nibabel as nib
import numpy as np
import pydicom
import pytest

from segstudy.cases.dicom.inspection import inspect_dicom
from segstudy.cases.dicom.read import read_dicom_case
from segstudy.running.errors import StudyError
from segstudy.volumes.dicom.contours import contour_mask
from segstudy.volumes.dicom.structures import CLOSED, read_structures

DATA = Path(os.environ.get("SEGSTUDY_DATA") or Path(__file__).parents[3].parent / "shared" / "data")
pytestmark = pytest.mark.skipif(not (DATA / "dicom-rt").is_dir(), reason=f"no real RTSTRUCT at {DATA}/dicom-rt")
# integers of the label maps at half the pixels, and how well contours of that size can be matched
SAME = {"Esophagus": (1, 0.9), "Heart": (2, 0.97), "Lung L": (5, 0.97), "Lung R": (6, 0.97), "Spinal cord": (7, 0.9)}
ORGANS = {"heart": 2, "spinal_cord": 7}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The two folders, unpacked."""
    root = tmp_path_factory.mktemp("dicom")
    for archive in (DATA / "dicom-rt").glob("*.zip"):
        zipfile.ZipFile(archive).extractall(root / archive.stem)
    return root


@pytest.fixture
def folder(exported, tmp_path):
    """A copy of one of them, to be changed."""
    for path in (exported / "LUNG1-003").rglob("*.dcm"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def file_of(folder, modality):
    for path in sorted(folder.rglob("*.dcm")):
        if pydicom.dcmread(path, stop_before_pixels=True, force=True).Modality == modality:
            return path
    raise AssertionError(modality)


@pytest.mark.parametrize("case", ["LUNG1-002", "LUNG1-003"])
def test_contours_fill_what_others_filled_from_them(exported, case):
    reference = nib.load(DATA / f"thorax/{case}/GT.nii.gz")
    labels = np.asarray(reference.dataobj)
    series = read_dicom_case(exported / case, case, ORGANS, {}).image
    middles = [series.affine @ [0, 0, index, 1] for index in range(series.array.shape[2])]
    covered = [round((np.linalg.inv(reference.affine) @ middle)[2]) for middle in middles]
    read = read_structures(file_of(exported / case, "RTSTRUCT"), case)
    numbers = dict(read.named)
    for name, (integer, least) in SAME.items():
        drawn = next(each for each in read.dataset.ROIContourSequence if int(each.ReferencedROINumber) == numbers[name])
        contours = [
            np.array(each.ContourData, float).reshape(-1, 3)
            for each in drawn.ContourSequence
            if each.ContourGeometricType in CLOSED
        ]
        mine = contour_mask(contours, reference.affine, labels.shape)[..., covered]
        theirs = labels[..., covered] == integer
        mine &= theirs | (labels[..., covered] == 0)  # a voxel of their map is one organ's: the tumor's, not the lung's
        assert 2 * (mine & theirs).sum() / (mine.sum() + theirs.sum()) >= least, name


def test_organs_are_found_by_their_names_whatever_the_spelling(folder):
    read = read_dicom_case(folder, "c", ORGANS, {"spinal_cord": ["spinal*"]})
    assert read.image.array.shape == (512, 512, 11) and set(np.unique(read.labels.array)) == {0, 2, 7}
    assert read.image.array.min() < -900
    found = inspect_dicom("c", "c", str(folder), ORGANS, ORGANS, {})
    assert found.errors == [] and found.organs == ["heart", "spinal_cord"] and found.image == str(folder)


def test_names_that_match_nothing_or_twice_are_told_with_those_there_are(folder):
    found = inspect_dicom("c", "c", str(folder), ORGANS, {**ORGANS, "liver": 9}, {"heart": ["lung*"]})
    assert len(found.errors) == 1
    assert "2 structures are called like heart (Lung L, Lung R); no structure is called like liver" in found.errors[0]
    assert "Esophagus" in found.errors[0] and "Isocenter" not in found.errors[0]


def test_a_dose_beside_them_and_files_without_preamble_change_nothing(folder):
    before = read_dicom_case(folder, "c", ORGANS, {})
    dose = pydicom.dcmread(file_of(folder, "CT"))
    dose.Modality, dose.SeriesInstanceUID = "RTDOSE", dose.SeriesInstanceUID + ".9"
    dose.file_meta.MediaStorageSOPClassUID = dose.SOPClassUID = "1.2.840.10008.5.1.4.1.1.481.2"
    dose.save_as(folder / "dose.dcm")
    for path in sorted(folder.glob("*.dcm"))[:4]:
        about = pydicom.dcmread(path)
        if about.file_meta.TransferSyntaxUID == pydicom.uid.ImplicitVRLittleEndian:
            path.write_bytes(path.read_bytes()[132:])
    after = read_dicom_case(folder, "c", ORGANS, {})
    np.testing.assert_array_equal(after.image.array, before.image.array)
    np.testing.assert_array_equal(after.labels.array, before.labels.array)


def test_structures_of_another_space_are_refused(folder):
    path = file_of(folder, "RTSTRUCT")
    drawn = pydicom.dcmread(path)
    drawn.ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID += ".1"
    drawn.FrameOfReferenceUID = drawn.ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID
    drawn.save_as(path)
    with pytest.raises(StudyError, match="c: its structures are drawn on another series, or in another frame"):
        read_dicom_case(folder, "c", ORGANS, {})
    path.unlink()
    with pytest.raises(StudyError, match="holds no RTSTRUCT and no SEG"):
        read_dicom_case(folder, "c", ORGANS, {})
    assert read_dicom_case(folder, "c", None, {}).labels is None


def test_a_second_series_is_told_apart_by_the_structures(folder):
    other = pydicom.uid.generate_uid()
    for path in sorted(folder.glob("*.dcm")):
        copy = pydicom.dcmread(path)
        if copy.Modality == "CT":
            copy.SeriesInstanceUID = other
            copy.save_as(folder / f"again-{path.name}")
    assert read_dicom_case(folder, "c", ORGANS, {}).image.array.shape == (512, 512, 11)
    with pytest.raises(StudyError, match="holds 2 series"):
        read_dicom_case(folder, "c", None, {})

"""Label maps to RTSTRUCT and DICOM SEG, and back through what a study reads of them."""

import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pydicom
import pytest
from scipy import ndimage

from segstudy.application.dicom_seg import write_dicom_seg
from segstudy.application.rtstruct import write_rtstruct
from segstudy.application.scans.dicom_scan import read_dicom_scan
from segstudy.cases.dicom.read import read_dicom_case
from segstudy.running.errors import StudyError

DATA = Path(os.environ.get("SEGSTUDY_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
ORGANS = {"esophagus": 1, "heart": 2, "aorta": 4, "lung_left": 6}


def write(kind, path, labels, scan, organs):
    if kind == "SEG":
        write_dicom_seg(path, labels.array, scan.images, organs, "tiny/full")
    else:
        write_rtstruct(path, labels, scan.images, organs, "tiny/full")


@pytest.fixture
def series(dicom_writer, phantoms, tmp_path):
    made = phantoms["Patient_03"]
    dicom_writer(tmp_path / "series", made.image)
    scan = read_dicom_scan(tmp_path / "series", "series")
    labels = made.label.array.copy()
    labels[(labels == 2) & ndimage.binary_erosion(labels == 2, iterations=2)] = 6  # in a hole of the heart
    labels[0, 0, 3], labels[1, 1, 3] = 6, 6
    return tmp_path / "series", scan, scan.volume.with_array(labels)


@pytest.mark.parametrize("kind", ["RTSTRUCT", "SEG"])
def test_what_is_written_is_read_as_the_same_voxels(series, kind):
    folder, scan, labels = series
    write(kind, folder / "drawn.dcm", labels, scan, ORGANS)
    assert pydicom.dcmread(folder / "drawn.dcm").Modality == kind
    kept = np.where(np.isin(labels.array, list(ORGANS.values())), labels.array, 0)
    read = read_dicom_case(folder, "c", ORGANS, {})
    np.testing.assert_array_equal(read.labels.array, kept)
    np.testing.assert_allclose(read.labels.affine, labels.affine, atol=1e-6)
    assert read.warnings == []


@pytest.mark.parametrize("kind", ["RTSTRUCT", "SEG"])
def test_nothing_of_the_patient_is_in_it(series, secrets, kind):
    folder, scan, labels = series
    write(kind, folder / "drawn.dcm", labels, scan, ORGANS)
    data = (folder / "drawn.dcm").read_bytes()
    assert [secret for secret in secrets if secret in data] == []


def test_contours_name_their_images_and_structures(series):
    folder, scan, labels = series
    write_rtstruct(folder / "drawn.dcm", labels, scan.images, ORGANS, "tiny/full")
    drawn, images = pydicom.dcmread(folder / "drawn.dcm"), [pydicom.dcmread(path) for path in scan.images]
    assert [each.ROIName for each in drawn.StructureSetROISequence] == list(ORGANS)
    frame = drawn.ReferencedFrameOfReferenceSequence[0]
    assert frame.FrameOfReferenceUID == images[0].FrameOfReferenceUID
    named = frame.RTReferencedStudySequence[0].RTReferencedSeriesSequence[0]
    assert named.SeriesInstanceUID == images[0].SeriesInstanceUID
    places = {image.SOPInstanceUID: image.ImagePositionPatient[2] for image in images}
    assert [each.ReferencedSOPInstanceUID for each in named.ContourImageSequence] == list(places)
    for roi in drawn.ROIContourSequence:
        for contour in roi.ContourSequence:
            points = np.array(contour.ContourData, float).reshape(-1, 3)
            assert len(points) == contour.NumberOfContourPoints >= 4
            where = places[contour.ContourImageSequence[0].ReferencedSOPInstanceUID]
            np.testing.assert_allclose(points[:, 2], where, atol=1e-3)


def test_an_empty_label_map_has_no_contours(series):
    folder, scan, labels = series
    with pytest.raises(StudyError, match="no organ was found"):
        write_rtstruct(folder / "drawn.dcm", labels.with_array(0 * labels.array), scan.images, ORGANS, "tiny/full")
    assert not (folder / "drawn.dcm").exists()


@pytest.mark.skipif(not (DATA / "dicom-rt").is_dir(), reason=f"no real RTSTRUCT at {DATA}/dicom-rt")
@pytest.mark.parametrize("kind", ["RTSTRUCT", "SEG"])
def test_a_clinics_contours_come_back_after_a_round_trip(tmp_path, kind):
    zipfile.ZipFile(DATA / "dicom-rt/LUNG1-003.zip").extractall(tmp_path / "export")
    organs = {"esophagus": 1, "heart": 2, "lung_l": 5, "lung_r": 6, "spinal_cord": 7}
    before = read_dicom_case(tmp_path / "export", "c", organs, {})
    (tmp_path / "again").mkdir()
    for path in (tmp_path / "export").rglob("*.dcm"):
        if pydicom.dcmread(path, stop_before_pixels=True, force=True).Modality == "CT":
            shutil.copy(path, tmp_path / "again" / path.name)
    scan = read_dicom_scan(tmp_path / "again", "again")
    write(kind, tmp_path / "again/drawn.dcm", before.labels, scan, organs)
    after = read_dicom_case(tmp_path / "again", "c", organs, {})
    assert set(np.unique(before.labels.array)) == {0, *organs.values()}
    np.testing.assert_array_equal(after.labels.array, before.labels.array)

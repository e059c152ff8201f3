import numpy as np
import pydicom
import pytest
from highdicom.seg import segread

from segstudy.application.dicom_seg import write_dicom_seg
from segstudy.application.scans.dicom_scan import read_dicom_scan
from segstudy.running.errors import StudyError

ORGANS = {"esophagus": 1, "heart": 2, "left_gizmo": 9, "spleen": 5}


@pytest.fixture
def written(dicom_writer, phantoms, tmp_path):
    made = phantoms["Patient_03"]
    dicom_writer(tmp_path / "series", made.image)
    scan = read_dicom_scan(tmp_path / "series", "series")
    labels = np.where(made.label.array <= 2, made.label.array, 9).astype(np.uint8)
    write_dicom_seg(tmp_path / "seg.dcm", labels, scan.images, ORGANS, "tiny/full")
    return tmp_path / "seg.dcm", labels, scan


def test_every_organ_that_was_found_is_a_segment_in_its_place(written):
    path, labels, scan = written
    written = segread(path)
    names = [written.get_segment_description(number).segment_label for number in written.segment_numbers]
    assert names == ["esophagus", "heart", "left_gizmo"]
    images = [pydicom.dcmread(image).SOPInstanceUID for image in scan.images]
    frames = written.get_pixels_by_source_instance(
        images, ignore_spatial_locations=True, assert_missing_frames_are_empty=True
    )
    for index, label in enumerate((1, 2, 9)):
        np.testing.assert_array_equal(frames[..., index].transpose(2, 1, 0) > 0, labels == label)
    assert written.get_segment_description(2).segmented_property_type.value == "80891009"  # SNOMED CT: heart


def test_nothing_of_the_patient_is_in_it(written, secrets):
    path, *_ = written
    data = path.read_bytes()
    assert [secret for secret in secrets if secret in data] == []


def test_it_refers_to_its_images(written):
    path, _, scan = written
    written, image = pydicom.dcmread(path), pydicom.dcmread(scan.images[0])
    assert written.StudyInstanceUID == image.StudyInstanceUID
    assert written.FrameOfReferenceUID == image.FrameOfReferenceUID
    assert written.SeriesInstanceUID != image.SeriesInstanceUID


def test_an_empty_label_map_is_no_segmentation(written, tmp_path):
    _, labels, scan = written
    with pytest.raises(StudyError, match="no organ was found"):
        write_dicom_seg(tmp_path / "empty.dcm", np.zeros_like(labels), scan.images, ORGANS, "tiny/full")
    assert not (tmp_path / "empty.dcm").exists()


@pytest.mark.parametrize("change", [lambda image, key: setattr(image, key, None), delattr], ids=["empty", "missing"])
@pytest.mark.parametrize("keyword", ["SliceThickness", "FrameOfReferenceUID"])
def test_what_a_series_may_lack_is_filled_in(keyword, change, dicom_writer, phantoms, tmp_path):
    files = dicom_writer(tmp_path / "series", phantoms["Patient_03"].image)
    for file in files:
        image = pydicom.dcmread(file)
        change(image, keyword)
        image.save_as(file)
    labels = phantoms["Patient_03"].label.array.astype(np.uint8)
    write_dicom_seg(tmp_path / "seg.dcm", labels, files, {"heart": 2}, "tiny/full")
    written = segread(tmp_path / "seg.dcm")
    assert written.FrameOfReferenceUID
    measures = written.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    assert float(measures.SliceThickness) == pytest.approx(phantoms["Patient_03"].label.spacing[2], abs=0.01)


def test_an_image_that_does_not_say_what_it_is_is_named(dicom_writer, phantoms, tmp_path):
    files = dicom_writer(tmp_path / "series", phantoms["Patient_03"].image, StudyInstanceUID=None)
    labels = phantoms["Patient_03"].label.array.astype(np.uint8)
    with pytest.raises(StudyError, match="has no StudyInstanceUID"):
        write_dicom_seg(tmp_path / "seg.dcm", labels, files, {"heart": 2}, "tiny/full")

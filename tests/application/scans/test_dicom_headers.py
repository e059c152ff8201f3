import numpy as np
import pydicom
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian

from segstudy.running.errors import StudyError
from segstudy.volumes.dicom import headers
from segstudy.volumes.dicom.headers import read_series
from segstudy.volumes.volume import Volume


@pytest.fixture
def volume():
    array = np.arange(6 * 5 * 4, dtype=np.int16).reshape(6, 5, 4) - 1000
    affine = np.array([[0.8, 0, 0.6, 5], [0, -1.5, 0, 6], [-0.6, 0, 0.8, 7], [0, 0, 0, 1]])
    affine[:3, 2] *= 3
    return Volume(array, affine)


def edit(path, **tags):
    image = pydicom.dcmread(path)
    for keyword, value in tags.items():
        setattr(image, keyword, value)
    image.save_as(path)


def test_images_are_ordered_by_place_and_not_by_name(dicom_writer, volume, tmp_path):
    files = dicom_writer(tmp_path, volume)
    result = [image.path for image in read_series(tmp_path, "series")]
    images = [pydicom.dcmread(path) for path in result]
    across = np.cross(images[0].ImageOrientationPatient[:3], images[0].ImageOrientationPatient[3:])
    assert result in (files, files[::-1])
    assert np.all(np.diff([across @ image.ImagePositionPatient for image in images]) > 0)


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"Modality": "MR"}, "modality MR, not CT"),
        ({"Modality": "JANE_DOE"}, "modality unknown"),
        ({"NumberOfFrames": 4}, "multi-frame"),
        ({"ImagePositionPatient": [0, 0, 0]}, "at one place"),
        ({"PixelSpacing": [0, 0]}, "do not say where they lie"),
        ({"ImageOrientationPatient": [1, 0, 0, 1, 0, 0]}, "impossible directions"),
    ],
)
def test_a_series_that_is_no_ct_stack_gets_a_sentence(dicom_writer, volume, tmp_path, tags, words):
    dicom_writer(tmp_path, volume, **tags)
    with pytest.raises(StudyError, match=words):
        read_series(tmp_path, "series")


def test_a_missing_slice_is_seen(dicom_writer, volume, tmp_path):
    dicom_writer(tmp_path, volume)[1].unlink()
    with pytest.raises(StudyError, match="slices are missing"):
        read_series(tmp_path, "series")


def test_a_single_slice_is_no_volume(dicom_writer, volume, tmp_path):
    for path in dicom_writer(tmp_path, volume)[1:]:
        path.unlink()
    with pytest.raises(StudyError, match="a single slice"):
        read_series(tmp_path, "series")


def test_a_slice_of_another_size_is_seen(dicom_writer, volume, tmp_path):
    edit(dicom_writer(tmp_path, volume)[2], PixelSpacing=[2.0, 2.0])
    with pytest.raises(StudyError, match="differ in size, spacing or direction"):
        read_series(tmp_path, "series")


def test_a_tilted_gantry_is_seen(dicom_writer, volume, tmp_path):
    sheared = volume.affine.copy()
    sheared[:3, 2] += [0.8 * 0.7, 0, -0.6 * 0.7]
    dicom_writer(tmp_path, Volume(volume.array, sheared), SliceThickness=3)
    with pytest.raises(StudyError, match="tilted gantry"):
        read_series(tmp_path, "series")


def test_files_that_would_be_unpacked_whole_are_refused(dicom_writer, volume, tmp_path):
    for path in dicom_writer(tmp_path, volume):
        image = pydicom.dcmread(path)
        image.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
        image.save_as(path)
    with pytest.raises(StudyError, match="cannot be read"):
        read_series(tmp_path, "series")


def test_a_damaged_dicom_file_gets_a_sentence(dicom_writer, volume, tmp_path):
    path = dicom_writer(tmp_path, volume)[0]
    path.write_bytes(path.read_bytes()[:200] + b"\xff" * 50)
    with pytest.raises(StudyError, match="holds a DICOM file that cannot be read"):
        read_series(tmp_path, "series")


def test_too_many_files_are_refused(dicom_writer, volume, tmp_path, monkeypatch):
    monkeypatch.setattr(headers, "MOST_FILES", 3)
    dicom_writer(tmp_path, volume)
    with pytest.raises(StudyError, match="more than 3 files"):
        read_series(tmp_path, "series")


def test_links_are_not_followed(dicom_writer, volume, tmp_path):
    dicom_writer(tmp_path / "elsewhere", volume)
    (tmp_path / "series").mkdir()
    (tmp_path / "series/link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(StudyError, match="no DICOM images"):
        read_series(tmp_path / "series", "series")

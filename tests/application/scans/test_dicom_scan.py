import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from segstudy.application.scans.dicom_scan import read_dicom_scan
from segstudy.running.errors import StudyError
from segstudy.volumes.volume import Volume


@pytest.fixture
def oblique():
    rng = np.random.default_rng(0)
    array = rng.integers(-1000, 1500, (12, 10, 5)).astype(np.int16)
    turn = np.array([[0.8, 0, 0.6], [0, 1, 0], [-0.6, 0, 0.8]])
    affine = np.eye(4)
    affine[:3, :3] = turn @ np.diag([0.7, 1.5, 3.0])
    affine[:3, 3] = (-30, 20, 70)
    return Volume(array, affine)


def test_voxels_and_place_are_those_simpleitk_reads(dicom_writer, oblique, tmp_path):
    dicom_writer(tmp_path, oblique)
    result = read_dicom_scan(tmp_path, "series").volume
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(tmp_path)))
    other = reader.Execute()
    array = sitk.GetArrayFromImage(other).transpose(2, 1, 0)
    for index in ((0, 0, 0), (11, 0, 0), (3, 9, 4), (7, 2, 1)):
        place = result.affine @ [*index, 1]
        there = other.TransformPhysicalPointToIndex([-place[0], -place[1], place[2]])
        assert result.array[index] == array[there]
        own = np.rint(np.linalg.inv(oblique.affine) @ place)[:3].astype(int)
        assert result.array[index] == oblique.array[tuple(own)]


def test_values_that_are_no_ct_get_a_sentence(dicom_writer, oblique, tmp_path):
    dicom_writer(tmp_path, Volume(np.abs(oblique.array) % 3, oblique.affine))
    with pytest.raises(StudyError, match="looks like a label map"):
        read_dicom_scan(tmp_path, "series")


def test_pixels_that_are_missing_get_a_sentence(dicom_writer, oblique, tmp_path):
    for path in dicom_writer(tmp_path, oblique):
        path.write_bytes(path.read_bytes()[:-150])
    with pytest.raises(StudyError, match="series again|Hounsfield|values from"):
        read_dicom_scan(tmp_path, "series")


def test_a_series_larger_than_any_scan_is_refused_before_its_pixels_are_read(dicom_writer, oblique, tmp_path):
    dicom_writer(tmp_path, oblique, Rows=60000, Columns=60000)
    with pytest.raises(StudyError, match="voxels; at most"):
        read_dicom_scan(tmp_path, "series")

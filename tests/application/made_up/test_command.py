"""A folder of made-up patients is what `segstudy new` takes, in every layout, and holds the phantom's own voxels."""

import cv2
import numpy as np
import pytest
import yaml

from segstudy.application.cli import main
from segstudy.application.made_up.folders import FOLDERS
from segstudy.cases.dicom.read import read_dicom_case
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.phantom.names import LABELS
from segstudy.plan.checked import checked_plan
from segstudy.volumes.grids.orientation import turned_like
from segstudy.volumes.nifti import read_image, read_labels

SMALL = ["--patients", "3", "--shape", "48", "40", "16"]
COHORT = PhantomSettings(patients=3, shape=(48, 40, 16), displaced=False)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("layout", FOLDERS)
def test_a_first_study_of_it_can_be_planned(place, layout, capsys):
    assert main(["phantom", "made", "--layout", layout, *SMALL]) == 0
    assert "3 made-up patients" in capsys.readouterr().out
    assert main(["new", "made", "--out", "mine.yaml"]) == 0
    config = yaml.safe_load((place / "mine.yaml").read_text())
    assert config["data"]["layout"] == layout
    assert len(checked_plan(config, ["mine.yaml"]).cases) == 3


def test_scans_and_labels_are_those_of_the_phantom(place):
    made = make_case(COHORT, 42, "Patient_02")
    assert main(["phantom", "made", *SMALL]) == 0
    assert np.array_equal(read_image("made/Patient_02/Patient_02.nii.gz").array, made.image.array)
    assert np.array_equal(read_labels("made/Patient_02/GT.nii.gz").array, made.label.array)


def test_the_series_and_its_structures_are_the_same_patient(place):
    made = make_case(COHORT, 42, "Patient_02")
    assert main(["phantom", "made", "--layout", "dicom", *SMALL]) == 0
    read = read_dicom_case(place / "made/Patient_02", "Patient_02", LABELS, {})
    image, labels = turned_like(read.image, made.image.affine), turned_like(read.labels, made.image.affine)
    assert np.array_equal(image.array, made.image.array)
    assert np.abs(image.affine - made.image.affine).max() < 1e-4
    assert (labels.array == made.label.array).mean() > 0.9999


def test_a_picture_shows_the_heart_where_its_mask_is(place):
    assert main(["phantom", "made", "--layout", "images", *SMALL]) == 0
    picture = cv2.imread("made/images/Patient_02.png", cv2.IMREAD_UNCHANGED)
    mask = cv2.imread("made/masks/Patient_02.png", cv2.IMREAD_UNCHANGED)
    assert picture.shape == mask.shape
    assert set(np.unique(mask)) == {0, 255}
    assert picture[mask > 0].mean() > picture[mask == 0].mean() + 30  # the lungs beside it are dark


@pytest.mark.parametrize(("words", "said"), [([], "is there already"), (["--patients", "1"], "phantom.patients")])
def test_what_cannot_be_is_one_line(place, words, said, capsys):
    if not words:
        (place / "made").mkdir()
    assert main(["phantom", "made", *words]) == 2
    assert said in (line := capsys.readouterr().err) and line.count("\n") == 1

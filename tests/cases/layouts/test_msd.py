import json

import pytest

from segstudy.cases.layouts.registry import find_cases
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError


@pytest.fixture
def task(tmp_path):
    """A task's folder with two labeled cases, one without a label map, and macOS's leftovers."""

    def make(**changes):
        for name in ("imagesTr/a_1", "imagesTr/a_2", "labelsTr/a_1", "labelsTr/a_2", "imagesTs/a_3", "imagesTr/._a_1"):
            path = tmp_path / f"{name}.nii.gz"
            path.parent.mkdir(exist_ok=True)
            path.touch()
        pairs = [{"image": f"./imagesTr/a_{n}.nii.gz", "label": f"./labelsTr/a_{n}.nii.gz"} for n in (1, 2)]
        listing = {"labels": {"0": "background", "1": "spleen"}, "numTraining": 2, "numTest": 1}
        listing |= {"training": pairs, "test": ["./imagesTs/a_3.nii.gz"], **changes}
        (tmp_path / "dataset.json").write_text(json.dumps(listing))
        return DataSettings(layout="msd", root=str(tmp_path), organs={"spleen": 1})

    return make


def test_training_images_have_labels_and_test_images_none(task, tmp_path):
    cases = find_cases(task(), "results/x", ["spleen"])
    assert [(case.name, case.patient) for case in cases] == [(f"a_{n}", f"a_{n}") for n in (1, 2, 3)]
    assert cases[0].image == str(tmp_path / "imagesTr/a_1.nii.gz")
    assert [case.label for case in cases] == [*(str(tmp_path / f"labelsTr/a_{n}.nii.gz") for n in (1, 2)), None]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"numTraining": 3}, "`numTraining` is 3, but 2 are listed"),
        ({"test": [], "numTest": 0}, "imagesTs/a_3.nii.gz is not listed"),
        ({"labels": {"0": "background", "2": "liver"}}, "has no label 1 .* its labels are: liver 2"),
        ({"training": [{"image": "./imagesTr/a_1.nii.gz"}]}, "needs `image` and `label`"),
        (
            {"training": [{"image": "imagesTr/a_1.nii.gz", "label": "labelsTr/a_2.nii.gz"}], "numTraining": 1},
            "a_1.nii.gz is listed with the label map a_2.nii.gz",
        ),
    ],
)
def test_a_listing_that_cannot_be_trusted_is_refused(task, changes, words):
    with pytest.raises(StudyError, match=words):
        find_cases(task(**changes), "results/x", ["spleen"])


def test_a_folder_without_a_listing_and_a_broken_one_are_refused(task, tmp_path):
    settings = task()
    (tmp_path / "dataset.json").write_text('{"training": [')
    with pytest.raises(StudyError, match="unpack the archive again"):
        find_cases(settings, "results/x", ["spleen"])
    (tmp_path / "dataset.json").unlink()
    with pytest.raises(StudyError, match="medicaldecathlon.com"):
        find_cases(settings, "results/x", ["spleen"])

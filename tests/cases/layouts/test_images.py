import numpy as np
import pytest
from PIL import Image

from segstudy.cases.layouts.images import find_masks
from segstudy.cases.layouts.registry import find_cases
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError


@pytest.fixture
def folder(tmp_path):
    """Settings of a data set whose images and masks have the names given."""

    def make(*names, **images):
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / name)
        return DataSettings(layout="images", root=str(tmp_path), organs={"nucleus": 1}, images=images)

    return make


def result(settings):
    cases = find_cases(settings, "results/x", ["nucleus"])
    root = f"{settings.root}/"
    masks = find_masks(settings, cases)
    return {case.name: (case.patient, [path.removeprefix(root) for path in masks[case.name]]) for case in cases}


def test_each_image_is_a_case_and_a_patient_with_the_mask_of_its_name(folder):
    settings = folder("images/a.1.png", "images/b.JPG", "masks/a.1.png", "masks/b.png", "masks/c.png")
    assert result(settings) == {"a.1": ("a.1", ["masks/a.1.png"]), "b": ("b", ["masks/b.png"])}
    case = find_cases(settings, "results/x", ["nucleus"])[0]
    assert (case.image, case.label) == ("results/x/images/a.1/image.nii.gz", "results/x/images/a.1/label.nii.gz")
    assert case.image2d == f"{settings.root}/images/a.1.png"


def test_a_folder_an_image_with_one_mask_file_for_each_object(folder):
    names = ["n1/images/n1.png", "n1/masks/x.png", "n1/masks/y.png", "n2/images/n2.png"]
    settings = folder(*names, picture="{case}/images/{case}.png", mask="{case}/masks/*.png")
    assert result(settings) == {"n1": ("n1", ["n1/masks/x.png", "n1/masks/y.png"]), "n2": ("n2", [])}


def test_images_of_one_patient_are_known_by_the_path(folder):
    names = ["p1/a.png", "p1/b.png", "p2/c.png", "p1/a_mask.png", "p1/b_mask.png", "p2/c_mask.png"]
    settings = folder(*names, picture="{patient}/{case}.png", mask="{patient}/{case}_mask.png")
    cases = result(settings)
    assert cases["a"] == ("p1", ["p1/a_mask.png"]) and cases["c"] == ("p2", ["p2/c_mask.png"])


def test_other_and_hidden_files_are_passed_over(folder, tmp_path):
    settings = folder("images/a.png", "masks/a.png")
    for name in ("images/notes.txt", "images/._a.png", "images/Thumbs.db"):
        (tmp_path / name).write_text("no image")
    assert list(result(settings)) == ["a"]


def test_a_place_without_images_is_an_error(folder, tmp_path):
    with pytest.raises(StudyError, match="no PNG or JPEG image matches images/"):
        find_cases(folder("elsewhere/a.png"), "results/x", ["nucleus"])
    missing = DataSettings(layout="images", root=str(tmp_path / "none"), organs={"nucleus": 1})
    with pytest.raises(StudyError, match="no folder"):
        find_cases(missing, "results/x", ["nucleus"])


@pytest.mark.parametrize(
    ("images", "words"),
    [
        ({"picture": "images/*.png"}, "should hold `{case}`"),
        ({"mask": "/masks/{case}.png"}, "below `data.root`"),
        ({"mask": "{patient}/{case}.png"}, "`mask` names `{patient}`"),
        ({"picture": "masks/{case}.*"}, "are the same files"),
    ],
)
def test_patterns_that_lead_nowhere_are_refused(folder, images, words):
    with pytest.raises(ValueError, match=words):
        folder(**images)


def test_only_masks_of_classes_tell_several_organs(tmp_path):
    keys = {"layout": "images", "root": str(tmp_path), "organs": {"a": 1, "b": 2}}
    assert DataSettings(**keys, images={"values": "classes"}).unit == "px"
    with pytest.raises(ValueError, match="tell one organ"):
        DataSettings(**keys)
    assert DataSettings(**keys, images={"values": "classes", "pixel_mm": 0.5}).unit == "mm"

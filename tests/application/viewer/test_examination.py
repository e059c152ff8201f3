import dataclasses
import io
import re
import tempfile

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813
from PIL import Image

from segstudy.application.arms import Uncertainty, arm_at
from segstudy.application.cli import main
from segstudy.application.organ_volumes import organ_volumes
from segstudy.application.viewer.examination import examine, middle_of
from segstudy.application.viewer.summary import summary_page
from segstudy.drawing.bitmap import windowed
from segstudy.drawing.planes import upright
from segstudy.running.errors import StudyError
from segstudy.volumes.nifti import read_labels


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where temporary files go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    return tmp_path / "tmp"


@pytest.fixture
def examination(results, scan_file, folder):
    with scan_file.open("rb") as upload:
        return examine(upload, "<b>chest</b>.nii.gz", arm_at(results / "tiny/full"), lambda *step: None)


def test_what_is_downloaded_is_what_is_shown(examination, phantoms, tmp_path):
    (tmp_path / "map.nii.gz").write_bytes(examination.label_map)
    labels = read_labels(tmp_path / "map.nii.gz")
    assert labels.array.shape == phantoms["Patient_03"].image.array.shape
    assert organ_volumes(labels, examination.arm.organs) == pytest.approx(examination.volumes)
    np.testing.assert_array_equal(upright(labels).array, examination.labels.array)
    assert examination.dicom_seg is None
    assert all(0 <= index < size for index, size in zip(examination.middle, examination.image.array.shape, strict=True))


def test_nothing_stays_behind(examination, folder, results):
    assert list(folder.iterdir()) == []
    with pytest.raises(StudyError, match="notes: neither a NIfTI"):
        examine(io.BytesIO(b"hello"), "notes", arm_at(results / "tiny/full"), lambda *step: None)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("ending", [".mha", ".NRRD"])
def test_other_formats_are_read_by_their_name(results, phantoms, scan_file, folder, tmp_path, ending):
    image = sitk.ReadImage(str(scan_file))
    sitk.WriteImage(image, str(tmp_path / f"scan{ending.lower()}"))
    arm = arm_at(results / "tiny/full")
    with (tmp_path / f"scan{ending.lower()}").open("rb") as upload:
        found = examine(upload, f"chest{ending}", arm, lambda *step: None)
    assert found.stem == "chest" and any(found.volumes.values())
    sitk.WriteImage(image, str(tmp_path / "scan.mhd"))
    with (tmp_path / "scan.mhd").open("rb") as upload, pytest.raises(StudyError, match=r"chest\.mha: its voxels"):
        examine(upload, "chest.mha", arm, lambda *step: None)
    assert list(folder.iterdir()) == []


def test_the_summary_is_one_page_that_needs_nothing_else(examination):
    page = summary_page(examination)
    for organ, ml in examination.volumes.items():
        assert organ in page
        assert f"{ml:.1f} ml" in page or not ml
    assert page.count("data:image/jpeg;base64,") == 3
    assert "http" not in page
    assert "&lt;b&gt;chest" in page
    assert "<b>chest" not in page
    assert "says nothing about real ones" in page


@pytest.fixture
def of_picture(picture_file, picture_arm, folder):
    with picture_file.open("rb") as upload:
        return examine(upload, picture_file.name, arm_at(picture_arm), lambda *step: None)


def test_a_picture_is_looked_at_in_its_colors_and_measured_in_pixels(of_picture, picture_file, picture_arm, tmp_path):
    with Image.open(picture_file) as image:
        colors = np.asarray(image)
    (plane,) = of_picture.planes
    np.testing.assert_array_equal(windowed(plane.cut(of_picture.image.array, 0)), colors)
    main(["predict", str(picture_file), "--arm", str(picture_arm), "--out", str(tmp_path / "predicted.png")])
    (tmp_path / "downloaded.png").write_bytes(of_picture.label_map)
    labels, predicted = (np.asarray(Image.open(tmp_path / f"{name}.png")) for name in ("downloaded", "predicted"))
    np.testing.assert_array_equal(labels, predicted)
    np.testing.assert_array_equal(plane.cut(of_picture.labels.array, 0), labels)
    counts = {organ: int((labels == label).sum()) for organ, label in of_picture.arm.organs.items()}
    assert sum(counts.values()) and of_picture.volumes == counts
    found = next(organ for organ, count in counts.items() if count > 1)
    assert of_picture.size_of(found) == f"{counts[found]} pixels"
    assert of_picture.stem == "stained" and of_picture.remarks == []


def test_the_summary_of_a_picture_has_one_image_and_no_millimeter(of_picture):
    page = summary_page(of_picture)
    assert page.count("data:image/jpeg;base64,") == 1 and "pixels" in page
    assert not re.search(r"\b(mm|ml|HU|slice|Axial|Volumes)\b", re.sub('base64,[^"]*', "", page))


def test_an_arm_of_scans_takes_no_picture(picture_file, results, folder):
    with picture_file.open("rb") as upload, pytest.raises(StudyError, match="a PNG image, not a CT scan"):
        examine(upload, "stained.png", arm_at(results / "tiny/full"), lambda *step: None)


def test_the_middle_is_that_of_the_organs():
    labels = np.zeros((10, 20, 30), np.uint8)
    assert middle_of(labels) == (4, 9, 14)
    labels[2:5, 7, 20:30] = 1
    assert middle_of(labels) == (3, 7, 24)


def test_an_arm_that_was_asked_how_sure_it_is_says_so_of_a_new_scan(results, scan_file, folder):
    arm, steps = arm_at(results / "tiny/full"), []
    asked = dataclasses.replace(arm, uncertainty=Uncertainty(passes=3, seed=7))
    with scan_file.open("rb") as upload:
        examination = examine(upload, "chest", asked, lambda *step: steps.append(step))
    assert examination.variance.shape == examination.image.array.shape
    assert examination.variance.dtype == np.float32
    # dropout of the first stage alone moves little; folds differ more
    assert 0 < examination.variance.max() <= 0.25
    assert ("Asking again how sure it is", 6, 6) in steps
    # where both folds see background for sure, nothing differs
    organs = examination.labels.array > 0
    assert examination.variance[organs].mean() > examination.variance[~organs].mean()
    with scan_file.open("rb") as upload:
        assert examine(upload, "chest", arm, lambda *step: None).variance is None

import dataclasses
import io
import tempfile

import numpy as np
import pytest

from segstudy.application.arms import arm_at
from segstudy.application.viewer.examination import examine, middle_of
from segstudy.application.viewer.summary import summary_page
from segstudy.application.volumes import organ_volumes
from segstudy.errors import StudyError
from segstudy.nifti import read_labels
from segstudy.report.figures.planes import upright


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where temporary files go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    return tmp_path / "tmp"


@pytest.fixture
def found(results, scan_file, folder):
    with scan_file.open("rb") as upload:
        return examine(upload, "<b>chest</b>.nii.gz", arm_at(results / "tiny/full"), lambda *step: None)


def test_what_is_handed_out_is_what_is_shown(found, phantoms, tmp_path):
    (tmp_path / "map.nii.gz").write_bytes(found.label_map)
    labels = read_labels(tmp_path / "map.nii.gz")
    assert labels.array.shape == phantoms["Patient_03"].image.array.shape
    assert organ_volumes(labels, found.arm.organs) == pytest.approx(found.volumes)
    np.testing.assert_array_equal(upright(labels).array, found.labels.array)
    assert found.dicom_seg is None
    assert all(0 <= index < size for index, size in zip(found.middle, found.image.array.shape, strict=True))


def test_nothing_stays_behind(found, folder, results):
    assert list(folder.iterdir()) == []
    with pytest.raises(StudyError, match="notes: neither a NIfTI"):
        examine(io.BytesIO(b"hello"), "notes", arm_at(results / "tiny/full"), lambda *step: None)
    assert list(folder.iterdir()) == []


def test_the_summary_is_one_page_that_needs_nothing_else(found):
    page = summary_page(found)
    for organ, ml in found.volumes.items():
        assert organ in page
        assert f"{ml:.1f} ml" in page or not ml
    assert page.count("data:image/jpeg;base64,") == 3
    assert "http" not in page
    assert "&lt;b&gt;chest" in page
    assert "<b>chest" not in page
    assert "says nothing about real ones" in page


def test_the_middle_is_that_of_the_organs():
    labels = np.zeros((10, 20, 30), np.uint8)
    assert middle_of(labels) == (4, 9, 14)
    labels[2:5, 7, 20:30] = 1
    assert middle_of(labels) == (3, 7, 24)


def test_an_arm_that_was_asked_how_sure_it_is_says_so_of_a_new_scan(results, scan_file, folder):
    arm, told = arm_at(results / "tiny/full"), []
    asked = dataclasses.replace(arm, uncertainty={"passes": 3, "seed": 7})
    with scan_file.open("rb") as upload:
        found = examine(upload, "chest", asked, lambda *step: told.append(step))
    assert found.variance.shape == found.image.array.shape
    assert found.variance.dtype == np.float32
    # dropout of the first stage alone moves little; folds differ more
    assert 0 < found.variance.max() <= 0.25
    assert ("Asking again how sure it is", 6, 6) in told
    # where both folds see background for sure, nothing differs
    assert found.variance[found.labels.array > 0].mean() > found.variance[found.labels.array == 0].mean()
    with scan_file.open("rb") as upload:
        assert examine(upload, "chest", arm, lambda *step: None).variance is None

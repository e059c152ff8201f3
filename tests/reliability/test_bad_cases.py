"""Every kind of bad scan, label map or DICOM folder, through the layout that finds it and the inspection of it."""

import numpy as np
import pytest
from bad_inputs import dicom
from bad_inputs.corpus import CASES, FAMILIES
from bad_inputs.files_of_a_case import sound_case

from segstudy.cases.cohort import judge_cohort
from segstudy.cases.dicom.inspection import inspect_dicom
from segstudy.cases.dicom.read import read_dicom_case
from segstudy.cases.inspection import inspect_case
from segstudy.cases.layouts.registry import find_cases
from segstudy.cases.validation_errors import format_validation_errors
from segstudy.config.sections.data import DataSettings
from segstudy.volumes.nifti import read_image, read_labels

ORGANS = {"esophagus": 1, "heart": 2}


def check(kind, found) -> None:
    told = {"refused": found.errors, "warned": found.warnings, "accepted": list(kind.words)}[kind.verdict]
    assert bool(found.errors) == (kind.verdict == "refused"), found.errors
    assert all(any(words in text for text in told) for words in kind.words), told
    assert all(text.isprintable() and len(text) < 600 for text in found.errors)
    assert not any("rror" in text for text in found.errors), "words of a programmer"
    if kind.verdict == "refused":
        shown = format_validation_errors(judge_cohort([found], ORGANS, {}))
        assert "P1" in shown and "exclude:" in shown and "Traceback" not in shown
    else:
        assert not found.warnings or kind.verdict == "warned", found.warnings


@pytest.mark.parametrize("kind", CASES, ids=str)
def test_a_bad_case_gets_one_clear_message_and_costs_little(kind, tmp_path, public_folder, limits, ordinary_user):
    folder = (public_folder if "unreadable" in kind.name else tmp_path) / "P1"
    folder.mkdir()
    kind.make(*sound_case(folder))
    settings = DataSettings(layout="segthor", root=str(folder.parent), organs=ORGANS)
    with ordinary_user() if "unreadable" in kind.name else limits():
        (case,) = find_cases(settings, "results/x", list(ORGANS))
        found = inspect_case(case.name, case.patient, case.image, case.label, ORGANS)
    check(kind, found)
    if kind.verdict != "refused":
        image, label = read_image(case.image), read_labels(case.label)
        assert image.array.shape == label.array.shape
        assert np.isfinite(image.array.astype(float)).all()
        assert set(np.unique(label.array)) <= {0, 1, 2}


@pytest.mark.parametrize("kind", FAMILIES["dicom"], ids=str)
def test_a_bad_folder_of_dicom_files_gets_one_clear_message_that_names_nobody(kind, tmp_path, limits, capfd, caplog):
    folder = tmp_path / "P1"
    dicom.sound_folder(folder)
    sound = read_dicom_case(folder, "P1", ORGANS, {})
    kind.make(folder)
    capfd.readouterr()
    caplog.clear()
    settings = DataSettings(layout="dicom", root=str(tmp_path), organs=ORGANS)
    with limits():
        (case,) = find_cases(settings, "results/x", list(ORGANS))
        found = inspect_dicom(case.name, case.patient, case.folder, ORGANS, ORGANS, {})
    check(kind, found)
    said = "".join([*capfd.readouterr(), caplog.text, *found.errors, *found.warnings, found.to_json()])
    assert not any(name in said for name in dicom.PERSON.split("^"))
    if kind.verdict == "accepted":
        read = read_dicom_case(folder, "P1", ORGANS, {})
        slices = read.image.array.shape[2]
        np.testing.assert_array_equal(read.image.array, sound.image.array[..., :slices])
        np.testing.assert_array_equal(read.labels.array, sound.labels.array[..., :slices])

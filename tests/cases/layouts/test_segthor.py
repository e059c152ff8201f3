import pytest

from segstudy.cases.layouts.registry import find_cases
from segstudy.config.data import DataSettings
from segstudy.errors import StudyError


def test_every_folder_is_a_case_and_a_missing_label_map_is_none(tmp_path):
    for name in ("Patient_02", "Patient_01", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "Patient_01" / "GT.nii.gz").touch()
    (tmp_path / "notes.txt").touch()
    settings = DataSettings(layout="segthor", root=str(tmp_path), organs={"heart": 2})
    first, second = find_cases(settings, "results/s", ["heart"])
    assert first.name == first.patient == "Patient_01"
    assert first.image == str(tmp_path / "Patient_01" / "Patient_01.nii.gz")
    assert first.label == str(tmp_path / "Patient_01" / "GT.nii.gz")
    assert second.label is None


def test_without_data_the_message_says_how_to_get_it(tmp_path):
    settings = DataSettings(layout="segthor", root=str(tmp_path / "none"), organs={"heart": 2})
    with pytest.raises(StudyError, match="put the cases there as <case>/<case>.nii.gz"):
        find_cases(settings, "results/s", ["heart"])

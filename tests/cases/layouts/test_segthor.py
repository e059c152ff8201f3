import pytest

from segstudy.cases.layouts.registry import find_cases
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError


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


def test_label_maps_of_another_name_and_other_formats(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.nrrd").touch()
        (tmp_path / name / "seg.nii.gz").touch()
    settings = DataSettings(layout="segthor", root=str(tmp_path), organs={"heart": 2})
    with pytest.raises(StudyError, match=r"holds a label map called GT.nii.gz \(a holds a.nrrd, seg.nii.gz\)"):
        find_cases(settings, "results/s", ["heart"])
    (tmp_path / "b/seg.nii.gz").rename(tmp_path / "b/GT.mha")
    cases = find_cases(settings, "results/s", ["heart"])
    assert cases[0].image == str(tmp_path / "a/a.nrrd") and cases[1].label == str(tmp_path / "b/GT.mha")

import shutil

import pytest

from segstudy.application.viewer.studies import find_studies
from segstudy.running.errors import StudyError


def test_arms_come_best_first_and_cases_worst_first(measured):
    (study,), problems = find_studies(measured.parent)
    assert problems == [] and study.name == "measured"
    assert list(study.arms) == ["good", "poor one"]
    means = [case.mean("good") for case in study.cases.values()]
    assert means == sorted(means) and len(set(means)) == 3
    (doubt,) = study.cases["Patient_02"].doubts
    assert (doubt.organ, doubt.kind, doubt.slice) == ("heart", "part missing", 7)


def test_volumes_are_found_and_seeds_fold_away(measured):
    (study,), _ = find_studies(measured.parent)
    assert study.prediction("good", "Patient_01") == measured / "predicted/good/Patient_01.nii.gz"
    assert study.prediction("poor one", "Patient_01") == measured / "predicted/poor_one/seed-1/Patient_01.nii.gz"
    assert (study.seeds("good"), study.seeds("poor one")) == (0, 1)
    assert study.scan("Patient_01") == measured.parents[1] / "scans/Patient_01.nii.gz"
    assert study.reference("Patient_01") == measured.parents[1] / "labels/Patient_01.nii.gz"


def test_a_repaired_label_map_is_the_reference_and_scans_may_lie_elsewhere(measured, tmp_path):
    results = tmp_path / "moved/results"
    shutil.copytree(measured, results / "measured")
    (study,), _ = find_studies(results)
    with pytest.raises(StudyError, match="the scan is not there; start the viewer with `--data FOLDER`"):
        study.scan("Patient_01")
    assert study.scan("Patient_01", [measured.parents[1]]).is_file()
    repaired = results / "measured/correction/Patient_01.nii.gz"
    repaired.parent.mkdir()
    shutil.copy(measured.parents[1] / "labels/Patient_01.nii.gz", repaired)
    assert study.reference("Patient_01") == repaired


def test_of_a_2d_image_what_was_made_of_it_is_read_and_its_colors_where_they_are_found(measured, tmp_path):
    results = tmp_path / "place/results"
    shutil.copytree(measured, results / "measured")
    table = results / "measured/cases.csv"
    table.write_text(table.read_text().replace("scans/Patient_01.nii.gz", "pictures/one.PNG"))
    (study,), _ = find_studies(results)
    assert study.picture("Patient_01") is None and study.picture("Patient_02") is None
    with pytest.raises(StudyError, match="the scan is not there"):
        study.scan("Patient_01")
    made = results / "measured/images/Patient_01/image.nii.gz"
    for file in (made, made.with_name("label.nii.gz"), tmp_path / "data/pictures/one.PNG"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert study.scan("Patient_01") == made and study.reference("Patient_01") == made.with_name("label.nii.gz")
    assert study.picture("Patient_01", [tmp_path / "data"]) == tmp_path / "data/pictures/one.PNG"


@pytest.mark.parametrize("image", ["/etc/passwd", "../../secret.nii.gz", "scans/../../x.nii.gz", "scans/notes.txt", ""])
def test_a_table_leads_to_no_file_outside(measured, tmp_path, image):
    results = tmp_path / "a/b/results"
    shutil.copytree(measured, results / "measured")
    for place in (tmp_path / "a/secret.nii.gz", tmp_path / "a/x.nii.gz", tmp_path / "a/b/scans/notes.txt"):
        place.parent.mkdir(exist_ok=True)
        place.write_text("x")
    table = results / "measured/cases.csv"
    table.write_text(table.read_text().replace("scans/Patient_01.nii.gz", image))
    (study,), _ = find_studies(results)
    with pytest.raises(StudyError, match="may name"):
        study.scan("Patient_01")


def test_names_that_are_no_studys_lead_nowhere(measured):
    (study,), _ = find_studies(measured.parent)
    assert study.prediction("../predicted/good", "Patient_01") is None
    assert study.prediction("good", "../../scans/Patient_01") is None


def test_a_damaged_study_is_a_line_and_harms_no_other(measured, tmp_path):
    results = tmp_path / "results"
    shutil.copytree(measured, results / "one")
    shutil.copytree(measured, results / "two")
    (results / "two/study.json").write_text("{")
    studies, (problem,) = find_studies(results)
    assert [study.name for study in studies] == ["one"] and "two" in problem and "\n" not in problem

"""Arms that are taught what nobody drew, and rounds that ask whom to draw next, in one small study."""

import csv
import json
import shutil

import pytest
import yaml

pytestmark = [pytest.mark.workflow, pytest.mark.study]


def rows(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def few_labels(shipped_study):
    def reduced(config):
        config["data"]["phantom"] |= {"patients": 7, "shape": [32, 32, 8]}
        config["data"] |= {"unlabeled": ["Patient_07"], "annotated": {"aorta": ["Patient_0[1-5]"]}}
        config["preparations"] = {"raw": {"size": [32, 32]}}
        config["training"]["epochs"] = 2
        config["grow"]["rounds"] = 1

    return shipped_study("few_labels", reduced)


def test_students_are_taught_by_their_fold_and_measured_as_all_arms(few_labels):
    place = few_labels
    status = {row["case"]: row["status"] for row in rows(place.results / "cases.csv")}
    assert [case for case in status if status[case] == "unlabeled"] == ["Patient_07"]
    fold_of = {row["case"]: row["fold"] for row in rows(place.results / "folds.csv")}
    assert fold_of.keys() == {case for case in status if status[case] == "ok"}
    students = sorted(place.results.glob("taught/*/fold-*"))
    assert len(students) == 4
    for folder in students:
        fold = folder.name.removeprefix("fold-")
        told = rows(folder / "kept.csv")
        assert "Patient_07" in {row["case"] for row in told}
        assert not any(fold_of.get(row["case"]) == fold for row in told)
        model = yaml.safe_load(
            (place.results / "trained" / folder.parent.name / folder.name / "model.yaml").read_text()
        )
        assert model.get("pseudo_labels", {}) == json.loads((folder / "kept.json").read_text())
        assert not {*model.get("pseudo_labels", ())} & {*model["validation"]}
    for folder in place.results.glob("trained/*mean_teacher*/fold-*"):
        bare = yaml.safe_load((folder / "model.yaml").read_text())["mean_teacher"]
        assert "Patient_07" in bare
        assert not any(fold_of.get(case) == folder.name.removeprefix("fold-") for case in bare)
    arms = ["few", "pseudo", "mean_teacher", "all"]
    assert [row["arm"] for row in rows(place.results / "summary.csv")] == arms
    # no aorta where nobody drew one
    measured = [row for row in rows(place.results / "metrics.csv") if row["outcome"] != "not_annotated"]
    assert len(measured) == len(arms) * (5 * 4 + 3)
    report = (place.results / "report.html").read_text(encoding="utf-8")
    assert "learned besides from pseudo-labels" in report and "1 further case had no label map" in report
    assert place.plan() == {}


def test_whom_to_draw_next_was_asked_of_each_fold_alone(few_labels):
    place = few_labels
    fold_of = {row["case"]: row["fold"] for row in rows(place.results / "folds.csv")}
    for path in place.results.glob("grown/*/fold-*/selected.json"):
        chosen = json.loads(path.read_text())
        model = yaml.safe_load(
            (place.results / "trained" / path.parents[1].name / path.parent.name / "model.yaml").read_text()
        )
        assert model["training"] == chosen
        assert not any(fold_of[case] == path.parent.name.removeprefix("fold-") for case in chosen)
    table = rows(place.results / "growing.csv")
    assert [(row["by"], row["training_patients"]) for row in table] == [
        (by, count) for by in ("random", "entropy") for count in ("1", "2")
    ]


def test_another_share_is_another_student_of_the_same_teacher(few_labels, tmp_path):
    place = few_labels.copy_to(tmp_path / "few_labels")
    place.config["arms"][1]["pseudo_labels"] |= {"keep": 1.0, "rounds": 1}
    jobs = place.plan()
    assert jobs["train"] == jobs["keep_pseudo_labels"] == 2
    assert not jobs.keys() & {"predict_pseudo_label", "prepare_image", "prepare_label"}


def test_the_twin_of_a_labeled_patient_among_the_unlabeled_is_refused(few_labels, tmp_path):
    place = few_labels.copy_to(tmp_path / "few_labels")
    scan = place.results / "phantom/Patient_07/Patient_07.nii.gz"
    scan.write_bytes((place.results / "phantom/Patient_01/Patient_01.nii.gz").read_bytes())
    shutil.rmtree(place.results / "seals/phantom")
    place.config["data"] |= {"layout": "segthor", "root": "results/few_labels/phantom"}
    del place.config["data"]["phantom"]
    done = place.run("results/few_labels/stages/usable")
    assert done.code != 0
    assert "the same image as case Patient_01" in done.text

import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.workflow

ROOT = Path(__file__).parents[2]


def copy_project(folder):
    """The project's code at another place, where it may be edited."""
    for name in ("src", "rules", "workflow", "profiles"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "Snakefile", folder)
    return folder


def test_a_second_run_does_nothing(finished_study):
    assert finished_study.plan() == {}


def test_touching_files_runs_nothing(study_copy, tmp_path):
    study_copy.project = copy_project(tmp_path / "project")
    for path in [*study_copy.results.rglob("*"), *study_copy.project.rglob("*")]:
        if path.is_file() and "stages" not in path.parts:
            path.touch()
    assert study_copy.plan() == {}


def test_one_changed_postprocessing_runs_that_arm_only(study_copy):
    study_copy.config["postprocessings"]["clean"]["closing_mm"] = 12
    jobs = study_copy.plan()
    assert jobs["postprocess_case"] == jobs["evaluate_case"] == 4
    assert not jobs.keys() & {"train", "predict_case", "prepare_image", "augment_case", "inspect_case"}


def test_one_changed_learning_rate_runs_that_training_only(study_copy):
    study_copy.config["arms"][0]["training"] = {"learning_rate": 1e-3}
    jobs = study_copy.plan()
    assert jobs["train"] == 2
    assert jobs["predict_case"] == jobs["postprocess_case"] == jobs["evaluate_case"] == 4
    assert not jobs.keys() & {"prepare_image", "prepare_label", "augment_case", "inspect_case", "correct_case"}


def test_another_alpha_runs_the_tests_and_the_report_only(study_copy):
    study_copy.config["comparisons"]["alpha"] = 0.01
    jobs = study_copy.plan()
    assert jobs.keys() == {"compare_arms", "record_provenance", "write_report"}


def test_edited_metrics_run_evaluation_and_what_follows(study_copy, tmp_path):
    study_copy.project = copy_project(tmp_path / "project")
    source = study_copy.project / "src/segstudy/evaluation/overlap.py"
    source.write_text(source.read_text() + "\n# edited\n")
    jobs = study_copy.plan()
    assert jobs["evaluate_case"] == 12
    assert not jobs.keys() & {"train", "predict_case", "postprocess_case", "prepare_image", "correct_case"}


def test_a_new_case_folder_layout_or_report_never_retrains(study_copy, tmp_path):
    study_copy.project = copy_project(tmp_path / "project")
    for name in ("report/build.py", "cases/layouts/segthor.py"):
        source = study_copy.project / "src/segstudy" / name
        source.write_text(source.read_text() + "\n# edited\n")
    assert study_copy.plan().keys() == {"write_report"}


def test_a_lost_prediction_is_made_again_and_is_the_same(study_copy):
    lost = study_copy.results / "inferred"
    path = sorted(lost.rglob("*.nii.gz"))[0]
    before, metrics = path.read_bytes(), (study_copy.results / "metrics.csv").read_bytes()
    path.unlink()
    done = study_copy.run()
    assert done.code == 0, done.text
    assert path.read_bytes() == before
    assert (study_copy.results / "metrics.csv").read_bytes() == metrics

import pytest

from segstudy.volumes.nifti import read_image, write_volume

pytestmark = pytest.mark.workflow


def test_a_second_run_does_nothing(finished_study):
    assert finished_study.plan() == {}


def test_touching_files_runs_nothing(edited_copy):
    for path in [*edited_copy.results.rglob("*"), *edited_copy.project.rglob("*")]:
        if path.is_file() and "stages" not in path.parts:
            path.touch()
    assert edited_copy.plan() == {}


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
    compared = {"compare_arms", "describe_arms", "rank_arms", "measure_agreement", "compare_without_suspects"}
    assert jobs.keys() == {*compared, "record_provenance", "write_report"}


def test_edited_metrics_run_evaluation_and_what_follows(edited_copy):
    source = edited_copy.project / "src/segstudy/evaluation/overlap.py"
    source.write_text(source.read_text() + "\n# edited\n")
    jobs = edited_copy.plan()
    assert jobs["evaluate_case"] == 12
    assert not jobs.keys() & {"train", "predict_case", "postprocess_case", "prepare_image", "correct_case"}


def edit(place, *names):
    for name in names:
        source = place.project / "src/segstudy" / name
        assert source.is_file(), name
        source.write_text(source.read_text() + "\nedited = print  # edited\n")


def test_what_no_job_of_the_study_uses_never_retrains(edited_copy):
    """Registries, the report, other models and representations, the plan, and what runs beside a study."""
    for name in ("comparisons", "report", "nnunet", "training", "preparation"):
        source = edited_copy.project / f"src/segstudy/config/sections/{name}.py"
        source.write_text(source.read_text() + "\n# edited\n")
    edit(edited_copy, "models/registry.py", "representations/registry.py", "cases/layouts/registry.py")
    edit(edited_copy, "report/build.py", "cases/layouts/segthor.py", "config/checks/arms.py", "plan/plan.py")
    edit(edited_copy, "models/vmunet.py", "models/customnet.py", "representations/polar.py", "nnunet/train.py")
    edit(edited_copy, "application/cli.py", "download/fetch.py", "tracking/publish.py")
    # what writes the configuration out in full reads the registries
    assert edited_copy.plan().keys() == {"record_provenance", "write_report"}


def test_an_edited_model_runs_its_trainings_and_what_follows(edited_copy):
    edit(edited_copy, "models/enet_blocks.py")
    jobs = edited_copy.plan()
    assert jobs["train"] == 4
    assert jobs["predict_case"] == 8
    assert not jobs.keys() & {"prepare_image", "prepare_label", "augment_case", "inspect_case", "correct_case"}


def test_a_lost_prediction_asked_for_again_is_the_same(study_copy):
    path = sorted((study_copy.results / "inferred").rglob("*.nii.gz"))[0]
    before = path.read_bytes()
    path.unlink()
    done = study_copy.run(str(path.relative_to(study_copy.folder)))
    assert done.code == 0, done.text
    assert path.read_bytes() == before
    # Its cost was measured anew; no more than that has to be told.
    assert study_copy.plan().keys() <= {"summarize_arms", "write_report"}


def test_excluding_a_case_runs_all_that_learned_from_it(study_copy):
    """Though the cases are judged anew first, which every job that reads scans waits for in a new study."""
    study_copy.config["data"]["exclude"] = {"Patient_01": "a pacemaker"}
    study_copy.config["folds"]["count"] = 3  # as many as patients are left
    study_copy.config["training"]["epochs"] = 1
    jobs = study_copy.plan()
    assert jobs["judge_cases"] == jobs["stop_on_bad_cases"] == jobs["list_folds"] == 1
    assert jobs["train"] == 6
    assert jobs["predict_case"] == 6
    assert jobs["evaluate_case"] == 9
    assert not jobs.keys() & {"prepare_image", "prepare_label", "correct_case", "augment_case", "inspect_case"}


def test_a_repaired_scan_is_prepared_alone(study_copy):
    study_copy.config["data"] |= {"layout": "segthor", "root": "results/tiny/phantom"}
    del study_copy.config["data"]["phantom"]
    assert not study_copy.plan().keys() & {"inspect_case", "prepare_image", "train"}
    scan = study_copy.results / "phantom/Patient_02/Patient_02.nii.gz"
    volume = read_image(scan)
    write_volume(scan, volume.with_array(volume.array + 1))
    jobs = study_copy.plan()
    assert jobs["inspect_case"] == 1
    assert jobs["prepare_image"] == 2
    assert jobs["train"] == 2

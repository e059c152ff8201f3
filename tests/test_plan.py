import copy
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from segstudy.errors import StudyError
from segstudy.plan import Plan
from segstudy.plan_search import search_params

DEMO = yaml.safe_load(Path("studies/demo.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def demo():
    return copy.deepcopy(DEMO)


def test_arms_that_differ_after_training_share_a_training(demo):
    plan = Plan(demo)
    assert len(plan.runs) == 4
    assert len(plan.trainings) == 3
    assert plan.runs["full"].training == plan.runs["full+postprocessing"].training
    assert plan.augmented == [("full", "affine")]


def test_a_different_hyper_parameter_is_a_different_training(demo):
    before = Plan(demo)
    demo["arms"][3]["training"] = {"learning_rate": 1e-4}
    after = Plan(demo)
    assert len(after.trainings) == 4
    for arm in ("raw", "full", "full+augmentation"):
        assert after.runs[arm].training == before.runs[arm].training


def test_saying_the_default_is_saying_nothing(demo):
    before = Plan(demo)
    demo["arms"][0]["training"] = {"learning_rate": demo["training"]["learning_rate"]}
    assert Plan(demo).runs == before.runs


def test_several_seeds_have_paths_of_their_own(demo):
    demo["seeds"] = 2
    plan = Plan(demo)
    assert len(plan.trainings) == 6
    assert [run.path for run in plan.runs.values() if run.arm == "raw"] == ["raw/seed-42", "raw/seed-43"]
    assert len({run.training for run in plan.runs.values() if run.arm == "raw"}) == 2


def test_smaller_training_fractions_learn_from_a_part_of_the_larger(demo):
    demo["data"]["phantom"]["patients"] = 24
    demo["arms"] = [
        {
            "name": "full",
            "preparation": "full",
            "grid": [{f"-{percent}": {"training_fraction": percent / 100} for percent in (25, 50, 75)}],
        }
    ]
    demo["comparisons"]["baseline"] = "full"
    plan = Plan(demo)
    assert [arm.name for arm in plan.settings.arms] == ["full", "full-25", "full-50", "full-75"]
    assert set(plan.families.values()) == {"full"}
    assert len(plan.trainings) == 4
    whole, validation = plan.split(0)
    parts = [plan.split(0, training.fraction) for training in plan.trainings.values()]
    assert all(part[1] == validation for part in parts)
    sizes = {training.fraction: set(part[0]) for training, part in zip(plan.trainings.values(), parts, strict=True)}
    assert sizes[0.25] < sizes[0.5] < sizes[0.75] < sizes[1.0] == set(whole)
    assert [round(len(sizes[share]) / len(whole), 1) for share in (0.25, 0.5, 0.75)] == [0.2, 0.5, 0.8]


def test_arms_with_other_settings_are_another_family(demo):
    assert Plan(demo).families == {arm["name"]: arm["name"] for arm in demo["arms"]}


def test_excluded_cases_are_in_no_fold(demo):
    demo["data"]["exclude"] = {"Patient_05": "cut off"}
    plan = Plan(demo)
    assert "Patient_05" in plan.found
    assert "Patient_05" not in plan.cases
    assert "Patient_05" not in plan.folds


def test_a_reference_that_is_no_case_is_told(demo):
    demo["correction"]["reference"]["case"] = "Patient_3"
    with pytest.raises(StudyError, match="correction.reference.case.*did you mean 'Patient_03'"):
        Plan(demo)


def test_the_pictured_case_is_the_first_or_that_of_the_patient_asked_for(demo):
    assert Plan(demo).pictured_case == "Patient_01"
    demo["report"] = {"patient": "Patient_07"}
    assert Plan(demo).pictured_case == "Patient_07"
    demo["report"] = {"patient": "Patient_7"}
    with pytest.raises(StudyError, match=r"report\.patient: .*Patient_7"):
        Plan(demo)


def test_planning_imports_neither_torch_nor_arrays():
    heavy = "[name for name in ('torch', 'numpy', 'pandas', 'optuna') if name in sys.modules]"
    code = f"import sys, segstudy.plan, segstudy.sources; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("study", ["config.yaml", "studies/ablation.yaml"])
def test_seven_trainings_serve_the_thirteen_rows(study, tmp_path):
    config = yaml.safe_load(Path(study).read_text(encoding="utf-8"))
    if config["data"]["layout"] == "segthor":
        config["data"]["root"] = str(tmp_path)
        for number in range(21, 31):
            case = tmp_path / f"Patient_{number}"
            case.mkdir()
            for name in (f"{case.name}.nii.gz", "GT.nii.gz"):
                (case / name).touch()
    plan = Plan(config)
    assert len(plan.settings.arms) == 13
    assert len(plan.trainings) == 7
    both = [(run.training, run.postprocessing) for run in plan.runs.values()]
    assert len(set(both)) == 13
    assert {arm.name for arm in plan.settings.arms} >= {
        "baseline",
        "preprocessed",
        "preprocessed+augmentation+tuning-adamw+postprocessing",
    }
    if plan.settings.reference_results:
        assert set(plan.settings.reference_results.rows) == {arm.name for arm in plan.settings.arms}


@pytest.fixture
def searching(demo):
    """The demo with a search in each scope, and an arm that takes each answer."""
    search = {"preparation": "full", "trials": 5, "parallel": 2}
    demo["tuning"] = {
        "nested": search,
        "once": {**search, "scope": {"fold": 1}},
        "idle": {**search, "preparation": "raw"},
        "published": {"known": {"learning_rate": 1e-3}},
    }
    for name in ("nested", "once", "published"):
        demo["arms"].append({"name": name, "preparation": "full", "tuned": name})
    return demo


def test_a_search_has_a_part_for_each_fold_or_one_alone(searching):
    plan = Plan(searching)
    folds = plan.settings.folds.count
    assert list(plan.search_parts) == [*(f"nested/fold-{fold}" for fold in range(folds)), "once"]
    assert plan.search_parts["once"].fold == 1
    assert [plan.best(plan.trainings["enet.full.tuned-nested"], fold) for fold in (0, 1)] == [
        "nested/fold-0",
        "nested/fold-1",
    ]
    assert {plan.best(plan.trainings["enet.full.tuned-once"], fold) for fold in (0, 1)} == {"once"}
    assert plan.best(plan.trainings[plan.runs["published"].training], 0) is None


def test_trials_learn_from_earlier_rounds_only(searching):
    part = Plan(searching).search_parts["once"]
    assert part.trials == [f"once/trials/{number}.json" for number in range(5)]
    assert [len(part.earlier(number)) for number in range(5)] == [0, 0, 2, 2, 4]


def test_more_trials_change_no_earlier_one(searching):
    def told():
        part = Plan(searching).search_parts["once"]
        return [search_params(part, number, 42) for number in range(5)]

    before = told()
    searching["tuning"]["once"]["trials"] = 9
    assert told() == before
    searching["tuning"]["once"]["parallel"] = 4
    assert [a == b for a, b in zip(told(), before, strict=True)] == [True, True, False, False, True]


def test_what_an_arm_says_beside_a_search_makes_another_training(searching):
    """Even where it repeats the study's default, because it wins over what will be found."""
    rate = searching["training"]["learning_rate"]
    said = {"name": "said", "preparation": "full", "tuned": "once", "training": {"learning_rate": rate}}
    searching["arms"].append(said)
    plan = Plan(searching)
    assert plan.runs["said"].training != plan.runs["once"].training


def test_a_known_answer_is_a_training_like_any_other(searching):
    written = {"name": "written", "preparation": "full", "training": {"learning_rate": 1e-3}}
    searching["arms"].append(written)
    plan = Plan(searching)
    assert plan.runs["written"].training == plan.runs["published"].training

import copy
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from segstudy.errors import StudyError
from segstudy.plan import Plan

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


def test_planning_imports_neither_torch_nor_arrays():
    heavy = "[name for name in ('torch', 'numpy', 'pandas') if name in sys.modules]"
    code = f"import sys, segstudy.plan, segstudy.sources; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"

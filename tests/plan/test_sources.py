import copy
from pathlib import Path

import pytest
import yaml

from segstudy.plan.plan import Plan
from segstudy.plan.sources import check_sam2, checkpoint_files
from segstudy.running.errors import StudyError

STUDY = yaml.safe_load(Path("studies/foundation.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def study():
    return copy.deepcopy(STUDY)


def test_arms_without_training_have_none_and_wait_for_their_source(study):
    plan = Plan(study)
    assert len(plan.trainings) == 4
    run = plan.runs["sam2_prompted"]
    assert run.training is None
    assert plan.source_of(run.inferred, "Patient_02") == "results/foundation/predicted/enet/Patient_02.nii.gz"
    oracle = plan.runs["sam2_prompted_oracle"]
    assert plan.source_of(oracle.inferred, "Patient_02") == plan.label_of("Patient_02")


def test_a_run_starts_from_the_run_with_its_seed(study):
    study["seeds"] = 2
    plan = Plan(study)
    for seed in plan.seeds:
        inferred = plan.runs[f"sam2_video/seed-{seed}"].inferred
        assert plan.source_of(inferred, "Patient_01").endswith(f"predicted/enet/seed-{seed}/Patient_01.nii.gz")
    assert len({plan.runs[f"sam2_video/seed-{seed}"].inferred for seed in plan.seeds}) == 2
    # the truth is one, whatever the seed
    assert len({run.inferred for run in plan.runs.values() if run.arm == "sam2_prompted_oracle"}) == 1


def test_other_prompts_or_another_source_are_another_prediction_and_postprocessing_is_not(study):
    arms = {arm["name"]: arm for arm in study["arms"]}
    before = Plan(study).runs["sam2_prompted"].inferred
    arms["sam2_prompted"]["postprocessing"] = "clean"
    assert Plan(study).runs["sam2_prompted"].inferred == before
    arms["sam2_prompted"]["model"]["sam2_prompted"]["prompts"] = ["box"]
    prompts = Plan(study).runs["sam2_prompted"].inferred
    arms["sam2_prompted"]["source_arm"] = "vmunet"
    assert len({before, prompts, Plan(study).runs["sam2_prompted"].inferred}) == 3


def test_an_oracle_predicts_only_cases_with_a_label_map(study, tmp_path):
    rows = ["case,patient,image,label"]
    for number in range(1, 6):
        for name in ("scan", "label"):
            (tmp_path / f"{name}{number}.nii.gz").touch()
        rows.append(f"c{number},p{number},scan{number}.nii.gz," + (f"label{number}.nii.gz" if number < 5 else ""))
    table = tmp_path / "cases.csv"
    table.write_text("\n".join(rows) + "\n")
    study["data"] = {"layout": "table", "root": str(table), "organs": STUDY["data"]["organs"]}
    arms = {arm["name"]: arm for arm in study["arms"]}
    follower = {**copy.deepcopy(arms["sam2_video"]), "name": "next_oracle", "source_arm": "sam2_prompted_oracle"}
    study["arms"].append(follower)
    plan = Plan(study)
    assert plan.cases_of("sam2_prompted") == list(plan.cases) == ["c1", "c2", "c3", "c4", "c5"]
    assert plan.cases_of("sam2_prompted_oracle") == plan.cases_of("next_oracle") == ["c1", "c2", "c3", "c4"]
    inferred = plan.runs["next_oracle"].inferred
    assert (inferred, "c4") in plan.inferred_cases and (inferred, "c5") not in plan.inferred_cases


def test_a_checkpoint_that_is_not_there_is_told(tmp_path):
    pytest.importorskip("transformers", reason="transformers (the extra `sam2`) is missing")
    check_sam2(["random"])
    assert checkpoint_files("random") == checkpoint_files(None) == []
    with pytest.raises(StudyError, match=r"no config\.json in it; name the folder"):
        check_sam2(["random", str(tmp_path)])
    (tmp_path / "config.json").touch()
    with pytest.raises(StudyError, match=r"no model\.safetensors"):
        check_sam2([str(tmp_path)])
    (tmp_path / "model.safetensors").touch()
    check_sam2([str(tmp_path)])

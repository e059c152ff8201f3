"""What a run hands its jobs: as good as what they would find, and believed within the run alone."""

import copy
import json
from pathlib import Path

import pytest
import yaml

from segstudy.plan import handed
from segstudy.plan.checked import checked_plan, plan_of_job
from segstudy.plan.handed import FILE, handed_over
from segstudy.plan.handing_over import hand_over, take_back
from segstudy.plan.inputs.cases import data_records
from segstudy.plan.plan import Plan
from segstudy.running.alone import alone

DEMO = yaml.safe_load(Path("studies/demo.yaml").read_text(encoding="utf-8"))
PLAIN = {"correction": None, "preparations": {"raw": {}}, "arms": [{"name": "plain", "preparation": "raw"}]}


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def config(table):
    return copy.deepcopy({"study": "s", "data": table(8), "folds": {"count": 2, "validation": 0.4}, **PLAIN})


def begin(config):
    """Begin a run, and hand over what it finds."""
    plan = Plan(config)
    with alone(Path(plan.results)):
        hand_over(plan, config)
    return plan


def facts(plan):
    found = [plan.all_cases, plan.placed.keys(), plan.set_of, plan.folds, plan.labelled, plan.outside, plan.cases]
    parts = [plan.split(fold) for fold in plan.fold_numbers]
    placed = [(each.set, each.data, each.renumbered) for each in plan.placed.values()]
    masks = plan.masks if plan.has_2d_images else None
    return [*found, parts, placed, masks, data_records(plan), [plan.label_of(case) for case in plan.cases]]


def images(folder):
    for name in (
        "images/a.png",
        "images/b.png",
        "images/c.png",
        "images/d.png",
        "masks/a.png",
        "masks/b.png",
        "masks/d.png",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    data = {"layout": "images", "root": str(folder), "organs": {"nucleus": 1}}
    return {"study": "s", "data": data, "folds": {"count": 2, "validation": 0.4}, **PLAIN}


def elsewhere(folder, *cases):
    """A raw data set of nnU-Net's, as a set of its own."""
    for name in ("imagesTr", "labelsTr"):
        (folder / name).mkdir(parents=True)
    for case in cases:
        (folder / f"imagesTr/{case}_0000.nii.gz").touch()
        (folder / f"labelsTr/{case}.nii.gz").touch()
    facts = {
        "channel_names": {"0": "CT"},
        "labels": {"background": 0, "liver": 1, "atria": 2},
        "file_ending": ".nii.gz",
    }
    (folder / "dataset.json").write_text(json.dumps(facts))
    return {"layout": "nnunet", "root": str(folder), "organs": {"heart": [2]}, "ignore": [1]}


@pytest.mark.parametrize("layout", ["table", "images", "two places", "phantom"])
def test_a_job_that_is_handed_the_cases_plans_what_it_would_have_planned(layout, config, tmp_path, monkeypatch):
    if layout == "images":
        config = images(tmp_path)
    elif layout == "two places":
        config["data_sets"] = {"there": elsewhere(tmp_path / "there", "x1", "x2", "x3", "x4")}
        config["evaluate_on"] = {"outside": elsewhere(tmp_path / "outside", "y")}
    elif layout == "phantom":
        config = copy.deepcopy(DEMO)
    else:
        config["data"] |= {"annotated": {"aorta": ["c1", "c2"]}, "unlabeled": ["c3"], "exclude": {"c4": "bad"}}
        (tmp_path / "label2.nii.gz.dvc").touch()
    expected = facts(begin(config))
    for looks in ("find_cases", "placed_cases", "find_masks"):
        monkeypatch.setattr(f"segstudy.plan.cases.{looks}", None)
    monkeypatch.setattr("segstudy.plan.inputs.cases.record_files", None)
    job = plan_of_job(config, [])
    assert job.handed is not None
    assert facts(job) == expected


def test_a_patient_who_comes_while_a_run_works_is_none_of_its_jobs(config, tmp_path):
    plan = begin(config)
    with (tmp_path / "cases.csv").open("a") as table:
        table.write("c9,p9,scan1.nii.gz,label1.nii.gz,\n")
    assert plan_of_job(config, []).cases == plan.cases
    assert "c9" in checked_plan(config, []).cases


def test_what_another_run_found_is_not_believed(config):
    plan = begin(config)
    assert handed_over(config)
    with alone(Path(plan.results)):
        assert handed_over(config) is None
    assert plan_of_job(config, []).handed is None


def test_another_configuration_is_handed_nothing(config):
    begin(config)
    assert handed_over({**config, "seed": 5}) is None
    assert handed_over({**config, "study": "other"}) is None
    assert handed_over({}) is None


def test_other_code_is_handed_nothing(config, monkeypatch):
    begin(config)
    monkeypatch.setattr(handed, "known_fingerprint", lambda *files: "another")
    assert handed_over(config) is None


def test_another_value_of_a_variable_that_a_path_names_is_handed_nothing(config, tmp_path, monkeypatch):
    monkeypatch.setenv("SCANS", str(tmp_path))
    config["data"]["root"] = "${SCANS}/cases.csv"
    begin(config)
    assert handed_over(config)
    monkeypatch.setenv("SCANS", "/elsewhere")
    assert handed_over(config) is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": 1}', "cut"])
def test_a_damaged_file_is_no_file(config, damage):
    plan = begin(config)
    file = Path(plan.path(FILE))
    whole = json.loads(file.read_text())
    file.write_text(json.dumps({"key": whole["key"]}) if damage == "cut" else damage)
    assert handed_over(config) is None


def test_nothing_stays_after_a_run(config):
    plan = begin(config)
    take_back(plan)
    assert handed_over(config) is None
    take_back(plan)

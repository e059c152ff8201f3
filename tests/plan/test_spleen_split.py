"""The spleen study's fixed split, on a stand-in for the Decathlon's folder."""

import csv
import json
from collections import Counter
from pathlib import Path

import yaml

from segstudy.plan.plan import Plan
from segstudy.plan.specs.training import training_spec

ROOT = Path(__file__).parents[2]


def test_28_patients_teach_8_choose_and_5_are_tested(tmp_path, monkeypatch):
    with (ROOT / "studies/spleen_split.csv").open(newline="") as lines:
        parts = {row["case"]: row["part"] for row in csv.DictReader(lines)}
    assert Counter(parts.values()) == {"train": 28, "validation": 8, "test": 5}
    task = tmp_path / "Task09_Spleen"
    pairs = [{"image": f"./imagesTr/{name}.nii.gz", "label": f"./labelsTr/{name}.nii.gz"} for name in parts]
    for pair in pairs:
        for path in pair.values():
            (task / path).parent.mkdir(parents=True, exist_ok=True)
            (task / path).touch()
    unlabeled = ["./imagesTs/spleen_1.nii.gz"]
    (task / "imagesTs").mkdir()
    (task / unlabeled[0]).touch()
    labels = {"0": "background", "1": "spleen"}
    (task / "dataset.json").write_text(
        json.dumps({"labels": labels, "modality": {"0": "CT"}, "training": pairs, "test": unlabeled})
    )
    monkeypatch.setenv("SEGSTUDY_DATA", str(tmp_path))
    monkeypatch.chdir(ROOT)
    plan = Plan(yaml.safe_load(Path("studies/spleen.yaml").read_text(encoding="utf-8")))
    sides = {part: {case for case, own in parts.items() if own == part} for part in ("train", "validation", "test")}
    assert {*plan.measured} == sides["test"] and list(plan.fold_numbers) == [0]
    assert {*plan.predicted} == sides["test"] | {"spleen_1"}
    for training in plan.own_trainings:
        spec = training_spec(plan, training, 0)
        assert {*spec.training} == sides["train"] and {*spec.validation} == sides["validation"]
    dropout = plan.own_trainings[plan.runs["dropout"].training].settings
    assert (dropout.optimizer, dropout.schedule) == ("adam", "step") and dropout.patches.flips

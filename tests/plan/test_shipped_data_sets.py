"""The studies of public data sets are planned on a folder laid out as they say theirs is."""

import json
from pathlib import Path

import pytest
import yaml

from segstudy.plan.checked import checked_plan

STUDIES = Path(__file__).parents[2] / "studies"


def touch(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def polyps(root):
    touch(root, *(f"Kvasir-SEG/{kind}/p{n}.jpg" for kind in ("images", "masks") for n in range(10)))


def lesions(root):
    for n in range(10):
        touch(root / "ISIC2018/ISIC2018_Task1-2_Training_Input", f"ISIC_000{n}.jpg")
        touch(root / "ISIC2018/ISIC2018_Task1_Training_GroundTruth", f"ISIC_000{n}_segmentation.png")


def cells(root):
    for n in range(10):
        touch(root / f"stage1_train/c{n}", f"images/c{n}.png", "masks/a.png", "masks/b.png")


def liver(root):
    folder, pairs = root / "Task03_Liver", []
    for n in range(10):
        touch(folder, f"imagesTr/liver_{n}.nii.gz", f"labelsTr/liver_{n}.nii.gz")
        pairs.append({"image": f"./imagesTr/liver_{n}.nii.gz", "label": f"./labelsTr/liver_{n}.nii.gz"})
    labels = {"0": "background", "1": "liver", "2": "cancer"}
    listing = {"labels": labels, "numTraining": 10, "numTest": 0, "training": pairs, "test": []}
    (folder / "dataset.json").write_text(json.dumps(listing), encoding="utf-8")


def table(folder, ending):
    files = [(f"c{n}", f"c{n}/c{n}{ending}", f"c{n}/c{n}.seg{ending}") for n in range(10)]
    touch(folder, *(name for _, *names in files for name in names))
    rows = [f"{case},{case},{image},{label}" for case, image, label in files]
    (folder / "cases.csv").write_text("\n".join(["case,patient,image,label", *rows, ""]), encoding="utf-8")


def aorta(root):
    table(root / "AVT", ".nrrd")


def epicardial_fat(root):
    table(root / "EAT", ".nii.gz")


@pytest.mark.parametrize("lay_out", [polyps, lesions, cells, liver, aorta, epicardial_fat])
def test_each_is_planned_where_its_data_are(tmp_path, monkeypatch, lay_out):
    lay_out(tmp_path)
    monkeypatch.setenv("SEGSTUDY_DATA", str(tmp_path))
    path = STUDIES / f"{lay_out.__name__}.yaml"
    text = path.read_text(encoding="utf-8")
    plan = checked_plan(yaml.safe_load(text), [path])
    assert len(plan.cases) == len(plan.measured) == 10
    assert {len(plan.split(fold)[1]) for fold in plan.fold_numbers} <= {1, 2}
    if plan.has_2d_images:
        assert all(plan.masks[case] for case in plan.measured)
    assert "polar" in plan.measured_runs and len(plan.trainings) >= 5
    # says where its data come from
    assert "http" in text or "doi:" in text

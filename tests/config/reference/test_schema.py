"""The schema takes what is a study, refuses what an editor should underline, and every study file names it."""

import copy
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.config.reference.schema import study_schema

ROOT = Path(__file__).parents[3]
STUDIES = [ROOT / "config.yaml", *sorted((ROOT / "studies").glob("*.yaml"))]
SCHEMA = study_schema()
CHECKER = jsonschema.Draft7Validator(SCHEMA)
STUDY = yaml.safe_load((ROOT / "studies" / "demo.yaml").read_text(encoding="utf-8"))


def changed(**keys):
    return {**copy.deepcopy(STUDY), **keys}


def with_arm(**keys):
    return changed(arms=[*copy.deepcopy(STUDY["arms"]), {"name": "other", "preparation": "raw", **keys}])


def test_it_is_a_schema():
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.name)
def test_every_study_file_fits_and_names_it(path):
    text = path.read_text(encoding="utf-8")
    assert [error.message for error in CHECKER.iter_errors(yaml.safe_load(text))] == []
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named, f"{path.name} does not begin with the line by which editors find the schema"
    assert (path.parent / named[1]).samefile(ROOT / "studies" / "schema.json")


@pytest.mark.parametrize(
    "config",
    [
        changed(correction="none"),
        changed(correction=None),
        changed(correction={"organ": "heart", "reference": "none"}),
        with_arm(model={"enet": {"kernels": 8}}),
        with_arm(model="enet", grid=[{"+fast": {"training": {"epochs": 1}}, "+other": {"model": "customnet"}}]),
        changed(training={"patches": None, "channels": {"depth": True}, "plateau": {"patience": 3}}),
        changed(training={"class_weights": {"background": 0.1, "heart": 2}, "loss": "dice_ce"}),
        changed(representations={"polar64": {"kind": "polar", "size": 64, "high": "tuned"}}),
        changed(tuning={"known": {"known": {"learning_rate": 0.001, "model": {"kernels": 8}}}}),
    ],
)
def test_what_a_study_may_hold_fits(config):
    read_study(config)
    assert [error.message for error in CHECKER.iter_errors(config)] == []


def test_models_with_sections_of_their_own_fit():
    for model in ({"nnunet": {"epochs": 5, "patch": [32, 64, 64]}}, "nnunet", {"sam2_video": {"checkpoint": "random"}}):
        assert CHECKER.is_valid(with_arm(model=model, preparation=None))


@pytest.mark.parametrize(
    ("config", "where"),
    [
        (changed(sead=1), ""),
        (changed(seeds=0), "seeds"),
        (changed(folds={"count": "five"}), "folds/count"),
        (changed(training={"optimizer": "lion"}), "training/optimizer"),
        (changed(preparations={"raw": {"clip_hu": [1]}}), "preparations/raw/clip_hu"),
        (changed(preparations={"raw files": {}}), "preparations"),
        (changed(representations={"polar64": {"size": 64}}), "representations/polar64"),
        (changed(comparisons={"baseline": "raw", "metrics": ["dise"]}), "comparisons/metrics/0"),
        (with_arm(model="enett"), "arms/4/model"),
        (with_arm(model={"enet": {"kernel": 8}}), "arms/4/model"),
        (with_arm(model={"nnunet": {"epoch": 5}}), "arms/4/model"),
        (with_arm(grid=[{"+fast": {"trainig": {}}}]), "arms/4/grid/0/+fast"),
        (with_arm(training={"epoch": 1}), "arms/4/training"),
    ],
)
def test_a_slip_is_underlined_where_it_is(config, where):
    places = ["/".join(map(str, error.absolute_path)) for error in CHECKER.iter_errors(config)]
    assert places == [where]


def test_every_key_is_described_to_editors():
    sections = [SCHEMA, *(part for name, part in SCHEMA["$defs"].items() if name.endswith("Settings"))]
    for section in sections:
        assert all(key.get("description") for key in section["properties"].values())

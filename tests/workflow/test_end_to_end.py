"""Center finders and networks that crop for themselves through the workflow: in seconds, and in whole studies."""

import csv
from pathlib import Path

import pytest
import yaml
from safetensors.torch import load_file

pytestmark = [pytest.mark.workflow, pytest.mark.study]

ROOT = Path(__file__).parents[2]
ARMS = ("coarse", "fine_from_coarse", "end_to_end_from_coarse", "heat_maps", "polar_heat_maps")


def rows(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def both(shipped_study, tmp_path_factory):
    """One epoch of some of the five ways, and of a center finder, on one patient for each part."""
    split = tmp_path_factory.mktemp("split") / "parts.csv"
    split.write_text("case,part\nPatient_01,train\nPatient_02,validation\nPatient_03,test\n", encoding="utf-8")

    def reduced(config):
        centers = yaml.safe_load((ROOT / "studies/centers.yaml").read_text(encoding="utf-8"))
        config["data"]["phantom"] |= {"patients": 3, "shape": [64, 64, 8]}
        config["folds"] = {"file": str(split)}
        config["training"]["epochs"] = 1
        config["representations"] |= centers["representations"]
        ways = {arm["name"]: arm for arm in [*config["arms"], *centers["arms"]]}
        config["arms"] = [ways[name] | {"preparation": "full"} for name in ARMS]

    return shipped_study("end_to_end", reduced)


def test_every_way_goes_through_and_finders_are_no_rows(both):
    assert [row["arm"] for row in rows(both.results / "summary.csv")] == [name for name in ARMS if name != "heat_maps"]
    assert {row["arm"] for row in rows(both.results / "centers.csv")} == {"coarse", "heat_maps"}
    shown = {(row["preparation"], row["representation"]) for row in rows(both.results / "ceilings.csv")}
    assert shown == {("full", "cartesian"), ("full", "crop32"), ("full", "polar64")}
    assert both.plan() == {}


def test_networks_begin_as_the_coarse_one_and_know_their_parts(both):
    trained = {path.parent.parent.name: path.parent for path in both.results.glob("trained/*/fold-0/model.yaml")}
    begun = {name: yaml.safe_load((path / "model.yaml").read_text()) for name, path in trained.items()}
    started = {name: model for name, model in begun.items() if "start" in model}
    assert sorted(model["model"] for model in started.values()) == ["customnet", "end_to_end_crop"]
    assert [model["start"]["into"] for model in started.values() if "into" in model["start"]] == [["coarse", "fine"]]
    joint = next(path for name, path in trained.items() if name.startswith("end_to_end_crop"))
    layers = {name.partition(".")[0] for name in load_file(joint / "weights.safetensors")}
    assert layers == {"coarse", "fine"}


def test_another_size_of_the_end_to_end_network_trains_it_and_nothing_else(both, tmp_path):
    place = both.copy_to(tmp_path / "both")
    place.config["arms"][2]["model"]["end_to_end_crop"]["size"] = 48
    jobs = place.plan()
    assert jobs["train"] == jobs["predict_case"] == jobs["evaluate_case"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["end_to_end", "centers"])
def test_the_whole_study_finds_organs(shipped_study, name):
    study = shipped_study(name)
    measured = rows(study.results / "metrics.csv")
    # phantoms: only that every network learns to find something at all
    for arm in {row["arm"] for row in measured}:
        found = [float(row["dice"]) for row in measured if row["arm"] == arm]
        assert len(found) == 12 and sum(found) / len(found) > 0.3, arm

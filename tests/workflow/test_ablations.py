"""What people ablate, in two small studies: losses and schedules, augmentation and starting weights."""

import csv

import pytest
import yaml
from safetensors.torch import load_file

pytestmark = [pytest.mark.workflow, pytest.mark.study]


def shorten(config):
    config["training"]["epochs"] = 1
    config["data"]["phantom"]["patients"] = 4


def one_epoch_of_losses(config):
    shorten(config)
    losses, others = config["arms"][0]["grid"]
    both = losses["+boundary"]["training"] | others["+sgd"]["training"]
    config["arms"][0]["grid"] = [{"+boundary": {"training": both}}]


def one_epoch_of_augmentations(config):
    shorten(config)
    config["arms"][0]["grid"] = [{"+made": config["arms"][0]["grid"][0]["+made"]}]


def rows(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def params(reduced):
    return [pytest.param(reduced, id="one epoch"), pytest.param(None, id="whole", marks=pytest.mark.slow)]


@pytest.fixture(scope="module", params=params(one_epoch_of_losses))
def losses(shipped_study, request):
    return shipped_study("losses", request.param)


@pytest.fixture(scope="module", params=params(one_epoch_of_augmentations))
def augmentations(shipped_study, request):
    return shipped_study("augmentation", request.param)


def test_losses_and_schedules_are_measured_and_told(losses):
    arms = [row["arm"] for row in rows(losses.results / "summary.csv")]
    assert {"dice_ce", "dice_ce+boundary", "further"} <= set(arms)
    assert "+boundary" in {row["option"] for row in rows(losses.results / "effects.csv")}
    page = (losses.results / "report.html").read_text(encoding="utf-8")
    assert "0.01 times the boundary loss (a weight that grows by as much each epoch)" in page
    assert "further began as the networks of dice_ce of the same folds" in page
    assert losses.plan() == {}


def test_a_network_that_begins_as_another_is_that_of_the_same_fold(losses):
    logs = sorted((losses.results / "logs/train").glob("*.start-*/fold-*.log"))
    assert len(logs) == 2
    for log in logs:
        assert " layers begin as in customnet.full." in log.read_text(encoding="utf-8")
    for model in (losses.results / "trained").glob("*.start-*/fold-*/model.yaml"):
        assert yaml.safe_load(model.read_text())["start"]["source"].startswith("customnet.full")


def test_augmentations_are_measured_and_shown(augmentations):
    arms = {row["arm"] for row in rows(augmentations.results / "summary.csv")}
    assert {"plain", "plain+made", "organs"} <= arms
    page = (augmentations.results / "report.html").read_text(encoding="utf-8")
    assert "as each slice may look in 3 epochs" in page and "2 copies of each slice" in page
    # of what is online, one case is cached: the one that is shown
    cached = augmentations.results / "augmented"
    assert len(list((cached / "organs/bright").glob("*.image.b2nd"))) == 1
    cases = rows(augmentations.results / "cases.csv")
    assert len(list((cached / "full/made").glob("*.image.b2nd"))) == len(cases) >= 4
    assert augmentations.plan() == {}


def test_each_folds_network_keeps_the_numbers_of_its_own_patients(augmentations):
    models = sorted((augmentations.results / "trained").glob("enet.organs.*/fold-*/model.yaml"))
    kept = [yaml.safe_load(path.read_text())["scaling"] for path in models]
    assert len(kept) == 2 and kept[0] != kept[1]
    assert all(load_file(path.with_name("weights.safetensors")) for path in models)

"""The small study of thirteen rows: what it plans, five of its rows, and, slow, the whole."""

import csv
from pathlib import Path

import pytest
import yaml

pytestmark = [pytest.mark.workflow, pytest.mark.study]
ROOT = Path(__file__).parents[2]


def five_rows(config):
    """One search, of two trials a fold, with and without cleaning, in few epochs of a quicker network."""
    network = {"customnet": {"filters": 8, "bottleneck": 32}}
    for arm in (*config["arms"], config["tuning"]["adam"]):
        arm["model"] = network
    del config["tuning"]["adam"]["space"]["model.kernels"]
    config["tuning"]["adam"]["space"]["model.filters"] = {"low": 4, "high": 8, "step": 4}
    config["training"]["epochs"] = 2
    config["tuning"]["adam"]["training"]["epochs"] = 2
    del config["tuning"]["adamw"]
    config["tuning"]["adam"]["trials"] = 2
    _, tuned, cleaned = config["arms"][1]["grid"]
    del tuned["+tuning-adamw"]
    tuned["+tuning-adam"]["model"] = {"customnet": {"bottleneck": 32}}
    config["arms"][1]["grid"] = [tuned, cleaned]


@pytest.fixture(
    scope="module",
    params=[pytest.param(five_rows, id="five rows"), pytest.param(None, id="whole", marks=pytest.mark.slow)],
)
def ablation(shipped_study, request):
    return shipped_study("ablation", request.param)


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_thirteen_rows_need_seven_trainings_a_fold(new_study):
    new_study.config = yaml.safe_load((ROOT / "studies" / "ablation.yaml").read_text(encoding="utf-8"))
    jobs = new_study.plan()
    assert jobs["train"] == 7 * 2
    assert jobs["run_trial"] == 3 * 2 * 2
    assert jobs["evaluate_case"] == 13 * 4


def test_every_row_is_measured_and_reported(ablation):
    whole = len(ablation.config["tuning"]) == 2
    arms = [row["arm"] for row in rows_of(ablation.results / "summary.csv")]
    assert len(arms) == (13 if whole else 5)
    trained = list((ablation.results / "trained").glob("*/fold-*/weights.safetensors"))
    assert len(trained) == (7 if whole else 3) * 2
    assert {row["arm"] for row in rows_of(ablation.results / "metrics.csv")} == set(arms)
    page = (ablation.results / "report.html").read_text(encoding="utf-8")
    assert all(arm in page for arm in arms)


def test_every_option_of_the_grid_has_its_effect(ablation):
    grid = ablation.config["arms"][1]["grid"]
    told = {row["option"] for row in rows_of(ablation.results / "effects.csv")}
    assert {ending for item in grid for ending in item} <= told
    assert 'id="effects"' in (ablation.results / "report.html").read_text(encoding="utf-8")


def test_every_fold_was_searched_by_itself_and_every_trial_once(ablation):
    for search, settings in ablation.config["tuning"].items():
        for fold in (0, 1):
            part = ablation.results / f"tuned/{search}/fold-{fold}"
            trials = rows_of(part / "trials.csv")
            assert [trial["trial"] for trial in trials] == [str(number) for number in range(settings["trials"])]
            best = yaml.safe_load((part / "best.yaml").read_text())
            assert best["trial"] in range(settings["trials"])
            for trained in (ablation.results / "trained").glob(f"*.tuned-{search}.*/fold-{fold}/model.yaml"):
                model = yaml.safe_load(trained.read_text())
                assert model["settings"]["learning_rate"] == best["training"]["learning_rate"]
                assert model["settings"]["optimizer"] == search
                assert best["model"] and best["model"].items() <= model["arguments"].items()


def test_another_hyper_parameter_in_one_row_runs_that_row_alone(ablation, tmp_path):
    place = ablation.copy_to(tmp_path / "changed")
    assert place.plan() == {}
    place.config["arms"][0]["training"] = {"learning_rate": 1.0e-3}
    planned = place.plan()
    assert planned["train"] == 2
    assert planned["predict_case"] == planned["postprocess_case"] == planned["evaluate_case"] == 4
    assert not planned.keys() & {"run_trial", "prepare_image", "augment_case"}

"""The small study of thirteen rows, whole."""

import csv

import pytest
import yaml

pytestmark = [pytest.mark.workflow, pytest.mark.study]


@pytest.fixture(scope="module")
def ablation(shipped_study):
    return shipped_study("ablation")


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_thirteen_rows_from_seven_trainings_a_fold(ablation):
    arms = [row["arm"] for row in rows_of(ablation.results / "summary.csv")]
    assert len(arms) == 13
    assert len(list((ablation.results / "trained").glob("*/fold-*/weights.safetensors"))) == 7 * 2
    assert {row["arm"] for row in rows_of(ablation.results / "metrics.csv")} == set(arms)
    page = (ablation.results / "report.html").read_text(encoding="utf-8")
    assert all(arm in page for arm in arms)


def test_every_fold_was_searched_by_itself_and_every_trial_once(ablation):
    for search in ("adam", "adamw"):
        for fold in (0, 1):
            part = ablation.results / f"tuned/{search}/fold-{fold}"
            trials = rows_of(part / "trials.csv")
            assert [trial["trial"] for trial in trials] == ["0", "1", "2"]
            best = yaml.safe_load((part / "best.yaml").read_text())
            assert best["trial"] in (0, 1, 2)
            for trained in (ablation.results / "trained").glob(f"*.tuned-{search}.*/fold-{fold}/model.yaml"):
                model = yaml.safe_load(trained.read_text())
                assert model["settings"]["learning_rate"] == best["training"]["learning_rate"]
                assert model["settings"]["optimizer"] == search
                assert model["arguments"]["kernels"] == best["model"]["kernels"]


def test_another_hyper_parameter_in_one_row_runs_that_row_alone(ablation, tmp_path):
    place = ablation.copy_to(tmp_path / "changed")
    assert place.plan() == {}
    place.config["arms"][0]["training"] = {"learning_rate": 1.0e-3}
    planned = place.plan()
    assert planned["train"] == 2
    assert planned["predict_case"] == planned["postprocess_case"] == planned["evaluate_case"] == 4
    assert not planned.keys() & {"run_trial", "prepare_image", "augment_case"}

import copy
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.space import plain_space, space_of
from segstudy.config.checks.study import read_study
from segstudy.config.sections.layers import layered
from segstudy.config.sections.points import nested
from segstudy.running.errors import StudyError

DEMO = yaml.safe_load(Path("studies/demo.yaml").read_text(encoding="utf-8"))
KNOWN = {"known": {"learning_rate": 1e-3, "optimizer": "adamw", "plateau": {"patience": 3}, "model": {"kernels": 32}}}
SEARCH = {"preparation": "full", "training": {"epochs": 4, "batch": 2}, "trials": 5}


def study(search=None, arm=None, training=None, **others):
    config = copy.deepcopy(DEMO)
    config["tuning"] = {"published": copy.deepcopy(KNOWN), "wide": {**SEARCH, **(search or {})}, **others}
    config["training"] |= training or {}
    config["arms"].append({"name": "tuned", "model": "enet", "preparation": "full", **(arm or {})})
    return config


def complaint(config):
    with pytest.raises(StudyError) as caught:
        read_study(config)
    return str(caught.value)


def searching(**space):
    return study({"space": space})


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (study(arm={"tuned": "wode"}), ["(tuned).tuned", "did you mean 'wide'", "published, wide"]),
        (study(arm={"tuned": "wide", "model": "customnet"}), ["(tuned).tuned", "for enet", "customnet"]),
        (study(arm={"tuned": "published", "model": "customnet"}), ["tuning.published.known.model", "kernels"]),
        (study({"preparation": "fulll"}), ["tuning.wide.preparation", "did you mean 'full'"]),
        (study({"augmentation": "afine"}), ["tuning.wide.augmentation", "did you mean 'affine'"]),
        (study({"model": "enett"}), ["tuning.wide.model", "did you mean 'enet'"]),
        (study({"model": {"enet": {"kernel": 8}}}), ["tuning.wide.model.enet", "did you mean 'kernels'"]),
        (study({"training": {"epohcs": 3}}), ["tuning.wide.training.epohcs", "did you mean 'epochs'"]),
        (study({"trails": 3}), ["tuning.wide.trails", "did you mean 'trials'"]),
        (study({"scope": {"fold": 9}}), ["tuning.wide.scope.fold", "no fold 9"]),
        (study({"scope": "nestd"}), ["tuning.wide.scope", "'nested'", "'nestd'"]),
        (study({"scope": {"fold": -1}}), ["tuning.wide.scope.fold", "-1"]),
        (study(bad={"trials": 3}), ["tuning.bad", "preparation"]),
        (study(bad={**KNOWN, "trials": 3}), ["tuning.bad", "leave out trials"]),
        (study(bad={"known": {"optimiser": "adam"}}), ["tuning.bad.known.optimiser", "did you mean 'optimizer'"]),
        (study(bad={"known": {"model": "enet"}}), ["tuning.bad.known.model", "'enet'"]),
        (searching(learning_rat={"low": 0.1, "high": 0.2}), ["tuning.wide.space", "did you mean 'learning_rate'"]),
        (searching(learning_rate={"low": 0.2, "high": 0.1}), ["tuning.wide.space.learning_rate", "should be below"]),
        (searching(weight_decay={"low": 0, "high": 0.1, "log": True}), ["space.weight_decay", "above 0"]),
        (searching(learning_rate={"low": 0.1, "high": 3}), ["space.learning_rate", "less than or equal to 1", "3"]),
        (
            searching(learning_rate={"low": 0.1, "hihg": 0.2, "high": 0.2}),
            ["learning_rate.hihg", "did you mean 'high'"],
        ),
        (searching(learning_rate=0.1), ["tuning.wide.space.learning_rate", "0.1"]),
        (searching(optimizer=["adam"]), ["tuning.wide.space.optimizer", "at least 2"]),
        (searching(optimizer=["adam", "lion"]), ["space.optimizer", "'adamw'", "'lion'"]),
        (searching(epochs={"low": 2, "high": 5}), ["space.epochs", "`training`"]),
        (searching(**{"model.kernals": [8, 16]}), ["tuning.wide.space", "did you mean 'model.kernels'"]),
        (searching(**{"plateau.factr": {"low": 0.1, "high": 0.9}}), ["did you mean 'plateau.factor'"]),
        (searching(**{"model.kernels": {"low": 16, "high": 64, "step": 20}}), ["model.kernels", "no number of steps"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_search_is_one_clear_line(config, words):
    text = complaint(config)
    assert len(text.splitlines()) == 1
    for word in words:
        assert word in text


def test_the_space_left_out_is_the_published_one():
    found = plain_space(read_study(study()).tuning["wide"])
    assert found["learning_rate"] == {"low": 1e-4, "high": 1e-2, "log": True, "step": None, "whole": False}
    assert found["plateau.patience"]["whole"]
    assert not found["plateau.factor"]["whole"]
    assert found["model.kernels"] == {"low": 16, "high": 64, "log": False, "step": 16, "whole": True}
    assert found["optimizer"] == ["adam", "adamw"]


def test_a_model_without_kernels_is_searched_without_them():
    assert "model.kernels" not in space_of(read_study(study({"model": "customnet"})).tuning["wide"])


def test_a_known_answer_stands_between_the_study_and_the_arm():
    settings = read_study(
        study(arm={"tuned": "published", "training": {"optimizer": "adam"}}, training={"plateau": {"factor": 0.2}})
    )
    training = settings.training_settings(settings.arms[-1])
    assert training.learning_rate == 1e-3
    assert training.optimizer == "adam"
    assert training.plateau.model_dump() == {"factor": 0.2, "patience": 3}
    assert training.epochs == settings.training.epochs
    assert settings.model_arguments(settings.arms[-1]) == {"kernels": 32}


def test_a_searchs_own_epochs_are_not_those_of_the_training():
    settings = read_study(study(arm={"tuned": "wide"}))
    training = settings.training_settings(settings.arms[-1])
    assert training.batch == 2
    assert training.epochs == settings.training.epochs != 4


def test_later_layers_win_and_sections_are_merged():
    layers = {"epochs": 3, "plateau": {"factor": 0.1, "patience": 2}}, {"plateau": {"factor": 0.3}, "epochs": 5}
    assert layered(*layers) == {"epochs": 5, "plateau": {"factor": 0.3, "patience": 2}}


def test_a_point_of_a_space_takes_its_places():
    point = {"learning_rate": 0.01, "plateau.factor": 0.3, "model.kernels": 16}
    assert nested(point) == ({"learning_rate": 0.01, "plateau": {"factor": 0.3}}, {"kernels": 16})

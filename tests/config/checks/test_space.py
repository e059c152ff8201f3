from segstudy.config.checks.space import plain_space, space_of
from segstudy.config.sections.tuning import PUBLISHED_SPACE, SearchSettings


def search(**keys):
    return SearchSettings(preparation="raw", **keys)


def test_the_published_space_leaves_out_what_a_model_has_not():
    assert space_of(search(model="enet")) == PUBLISHED_SPACE
    assert set(PUBLISHED_SPACE) - set(space_of(search(model="vnet"))) == {"model.kernels"}


def test_what_a_search_says_is_searched():
    space = {"batch": [2, 4]}
    assert space_of(search(space=space)) == space


def test_whole_numbers_stay_whole():
    plain = plain_space(
        search(
            space={
                "batch": {"low": 2, "high": 8},
                "learning_rate": {"low": 1.0e-4, "high": 1},
                "plateau.patience": {"low": 2, "high": 10},
                "plateau.factor": {"low": 0.1, "high": 0.9},
                "model.kernels": {"low": 8, "high": 16, "step": 4},
                "model.dropout": {"low": 0, "high": 0.5},
                "optimizer": ["adam", "adamw"],
            }
        )
    )
    assert plain.pop("optimizer") == ["adam", "adamw"]
    assert {key for key, searched in plain.items() if searched["whole"]} == {
        "batch",
        "plateau.patience",
        "model.kernels",
    }
    assert plain["model.kernels"] == {"low": 8, "high": 16, "log": False, "step": 4, "whole": True}

import pytest
from pydantic_core import PydanticCustomError

from segstudy.config.sections.grid import expand_arms


def test_an_arm_without_a_grid_stays_itself():
    arms = [{"name": "a", "preparation": "raw"}]
    assert expand_arms(arms) == arms


def test_every_combination_of_one_option_or_none():
    grid = [
        {"+augmentation": {"augmentation": "affine"}},
        {"+adam": {"training": {"optimizer": "adam"}}, "+adamw": {"training": {"optimizer": "adamw"}}},
    ]
    arms = expand_arms([{"name": "full", "preparation": "full", "training": {"epochs": 3}, "grid": grid}])
    assert [arm["name"] for arm in arms] == [
        "full",
        "full+adam",
        "full+adamw",
        "full+augmentation",
        "full+augmentation+adam",
        "full+augmentation+adamw",
    ]
    assert arms[0] == {"name": "full", "preparation": "full", "training": {"epochs": 3}}
    assert arms[5]["augmentation"] == "affine"
    assert arms[5]["training"] == {"epochs": 3, "optimizer": "adamw"}


def test_options_of_two_items_join_their_hyper_parameters():
    grid = [{"+slow": {"training": {"learning_rate": 1e-4}}}, {"+adamw": {"training": {"optimizer": "adamw"}}}]
    assert expand_arms([{"name": "x", "grid": grid}])[-1] == {
        "name": "x+slow+adamw",
        "training": {"learning_rate": 1e-4, "optimizer": "adamw"},
    }


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"name": "x", "grid": {}}, "should be a list"),
        ({"name": "x", "grid": []}, "should be a list"),
        ({"name": "x", "grid": [{"+a": 3}]}, "should be a list"),
        ({"name": "x", "grid": [{"+a": {"name": "y"}}]}, "should be a list"),
        ({"name": "x", "grid": [{"": {"augmentation": "a"}}]}, "should be a list"),
        ({"name": "x", "grid": [{"+a": {"training": "fast"}}]}, "should be a list"),
        ({"grid": [{"+a": {}}]}, "is missing"),
        ({"name": "x", "grid": [{"+a": {"tuned": "t"}}, {"+b": {"tuned": "u"}}]}, "`tuned` is also set"),
        (
            {"name": "x", "grid": [{"+a": {"training": {"epochs": 1}}}, {"+b": {"training": {"epochs": 2}}}]},
            "`training.epochs` is also set",
        ),
    ],
)
def test_a_grid_of_another_form_is_told(entry, words):
    with pytest.raises(PydanticCustomError) as caught:
        expand_arms([{"name": "fine"}, entry])
    key, message = caught.value.context["problems"][0]
    assert key.startswith("arms[1]")
    assert words in message

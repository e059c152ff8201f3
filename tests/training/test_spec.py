import pytest
from pydantic import ValidationError

from segstudy.config.sections.representations import PolarSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.training.spec import OwnSettings, TrainingSpec

SPEC = TrainingSpec(
    model="enet",
    builder="segstudy.models.enet:ENet",
    arguments={"factor": 2},
    settings=TrainingSettings(epochs=2, plateau={"patience": 7}),
    seed=1,
    organs={"heart": 2, "aorta": 1},
    preparation={"normalize": "zscore"},
    training=("a", "b"),
    validation=("c",),
    annotated={"a": ("heart",), "b": (), "c": ("heart", "aorta")},
    own=OwnSettings({"batch": 2}, {}),
    representation=PolarSettings(high="tuned"),
    representation_builder="segstudy.representations.polar:Polar",
)


def test_a_training_is_the_same_after_it_travelled():
    plain = SPEC.to_plain()
    assert TrainingSpec.from_plain(plain) == SPEC
    assert list(TrainingSpec.from_plain(plain).organs) == ["heart", "aorta"]
    assert plain["settings"] == {"epochs": 2, "plateau": {"patience": 7}}
    assert "augmentation" not in plain


def test_a_point_of_a_space_takes_its_places():
    tried = SPEC.at_point({"learning_rate": 0.01, "plateau.factor": 0.3, "model.kernels": 16})
    assert tried.settings == TrainingSettings(epochs=2, learning_rate=0.01, plateau={"factor": 0.3, "patience": 7})
    assert tried.arguments == {"factor": 2, "kernels": 16}
    assert (tried.seed, tried.training) == (1, ("a", "b"))


def test_a_point_that_is_none_is_refused():
    with pytest.raises(ValidationError):
        SPEC.at_point({"learning_rate": -1})

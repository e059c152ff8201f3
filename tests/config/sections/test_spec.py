import json
from dataclasses import dataclass

import pytest
from pydantic import ValidationError

from segstudy.config.sections.representations import CropSettings, PolarSettings, RepresentationSettings
from segstudy.config.sections.spec import Spec
from segstudy.config.sections.training import TrainingSettings


@dataclass(frozen=True)
class Made(Spec):
    settings: TrainingSettings
    organs: dict[str, int]
    cases: tuple[str, ...]
    representation: RepresentationSettings | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Whole(Spec):
    parts: tuple[Made, ...]
    chief: Made | None = None


FULL = Made(
    TrainingSettings(batch=3, plateau={"patience": 7}, patches={"zoom": 0.5}),
    {"heart": 2, "aorta": 1},
    ("a", "b"),
    PolarSettings(high="tuned"),
    7,
)


@pytest.mark.parametrize(
    "spec", [FULL, Made(TrainingSettings(), {"heart": 1}, ()), Made(TrainingSettings(), {}, (), CropSettings(size=64))]
)
def test_a_spec_is_the_same_after_it_travelled_as_plain_values(spec):
    assert Made.from_plain(json.loads(json.dumps(spec.to_plain()))) == spec


def test_only_what_was_asked_for_travels():
    assert FULL.to_plain() == {
        "settings": {"batch": 3, "plateau": {"patience": 7}, "patches": {"zoom": 0.5}},
        "organs": {"heart": 2, "aorta": 1},
        "cases": ["a", "b"],
        "representation": {"kind": "polar", "high": "tuned"},
        "seed": 7,
    }
    assert Made(TrainingSettings(), {}, ()).to_plain() == {"settings": {}, "organs": {}, "cases": []}


def test_specs_hold_specs():
    least = Made(TrainingSettings(), {}, ())
    whole = Whole((FULL, least), least)
    assert whole.to_plain() == {"parts": [FULL.to_plain(), least.to_plain()], "chief": least.to_plain()}
    assert Whole.from_plain(whole.to_plain()) == whole


@pytest.mark.parametrize(
    "change", [{"colour": 1}, {"cases": None}, {"settings": {"batches": 2}}, {"seed": "x"}, {"representation": {}}]
)
def test_what_fits_no_spec_is_refused(change):
    with pytest.raises(ValidationError):
        Made.from_plain({**FULL.to_plain(), **change})

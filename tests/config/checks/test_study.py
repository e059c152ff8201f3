from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study, study_from_spec
from segstudy.running.errors import StudyError

ROOT = Path(__file__).parents[3]
STUDIES = [ROOT / "config.yaml", *sorted((ROOT / "studies").glob("*.yaml"))]


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.name)
def test_shipped_studies_are_valid_and_come_back_from_their_specs(path):
    study = read_study(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert study_from_spec(study.spec()) == study


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ({"trainin": {}}, ["config: trainin", "did you mean 'training'", "preparations"]),
        ({"training__epoch": 3}, ["training.epoch", "did you mean 'epochs'"]),
        ({"training__epochs": -1}, ["training.epochs", "greater than or equal to 1", "-1"]),
        ({"training__epochs": "many"}, ["training.epochs", "integer", "'many'"]),
        ({"training__learning_rate": float("nan")}, ["training.learning_rate", "finite"]),
        ({"comparisons__metrics": ["dise"]}, ["comparisons.metrics[0]", "'dice'", "'dise'"]),
        ({"correction__method": "magic"}, ["correction.method", "'rigid'", "'magic'"]),
        ({"data__organs": {"a": 1, "b": 1}}, ["data", "share one label"]),
        ({"data__ignore": [2]}, ["data", "label 2"]),
        ({"data__layout": "segtor"}, ["data.layout", "did you mean 'segthor'", "phantom, "]),
        ({"preparations__full__clip_hu": [5, 5]}, ["preparations.full", "low to high"]),
        ({"preparations__full__spaicng_mm": [1, 1, 1]}, ["preparations.full.spaicng_mm", "spacing_mm"]),
        ({"folds__count": 1}, ["folds.count", "greater than or equal to 2"]),
        ({"study": "../evil"}, ["study", "pattern"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_a_wrong_value_is_one_clear_line(only_problem, paths, words):
    text = only_problem(**paths)
    assert [word for word in words if word not in text] == []


def test_a_missing_section_is_one_line(demo):
    del demo["arms"]
    with pytest.raises(StudyError, match=r"^config: arms: is missing$"):
        read_study(demo)


def test_every_problem_is_told_at_once(changed):
    with pytest.raises(StudyError) as caught:
        read_study(changed(training__epochs=0, folds__count=0, seed=-1))
    assert len(str(caught.value).splitlines()) == 3


def test_what_is_no_spec_is_told_as_a_study_is(demo):
    with pytest.raises(StudyError, match="config: training.epohcs: no key is called"):
        study_from_spec({**demo, "training": {"epohcs": 1}})


def test_arm_overrides_only_what_it_says(changed):
    study = read_study(changed(arms__0__training={"learning_rate": 0.01}))
    assert study.training_settings(study.arms[0]).learning_rate == 0.01
    assert study.training_settings(study.arms[0]).epochs == study.training.epochs
    assert study.training_settings(study.arms[1]).learning_rate == study.training.learning_rate

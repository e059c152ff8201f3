import copy
from pathlib import Path

import pytest
import yaml

from segstudy.config.study import read_study
from segstudy.errors import StudyError

DEMO = yaml.safe_load(Path("studies/demo.yaml").read_text(encoding="utf-8"))


def changed(**paths):
    """The demo's configuration with some values replaced: `a__b=value` sets config[a][b]."""
    config = copy.deepcopy(DEMO)
    for path, value in paths.items():
        *parents, last = path.split("__")
        place = config
        for key in parents:
            place = place[int(key) if key.isdigit() else key]
        place[last] = value
    return config


def complaint(config):
    with pytest.raises(StudyError) as caught:
        read_study(config)
    return str(caught.value)


def test_shipped_studies_are_valid():
    for name in ["config.yaml", *Path("studies").glob("*.yaml")]:
        assert read_study(yaml.safe_load(Path(name).read_text(encoding="utf-8"))).arms


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (changed(trainin={}), ["config: trainin", "did you mean 'training'", "preparations"]),
        (changed(training__epoch=3), ["training.epoch", "did you mean 'epochs'"]),
        (changed(training__epochs=-1), ["training.epochs", "greater than or equal to 1", "-1"]),
        (changed(training__epochs="many"), ["training.epochs", "integer", "'many'"]),
        (changed(training__learning_rate=float("nan")), ["training.learning_rate", "finite"]),
        (changed(arms__0__preparation="fulll"), ["arms[0] (raw).preparation", "did you mean 'full'", "raw, full"]),
        (changed(arms__2__augmentation="afine"), ["arms[2]", "did you mean 'affine'"]),
        (changed(arms__1__model="enett"), ["arms[1] (full).model", "did you mean 'enet'"]),
        (changed(arms__1__model={"enet": {"kernel": 8}}), ["arms[1] (full).model", "kernel", "kernels"]),
        (changed(arms__1__name="raw"), ["two arms are called 'raw'"]),
        (changed(arms__1__training={"epohcs": 1}), ["arms[1] (full).training.epohcs", "did you mean 'epochs'"]),
        (changed(comparisons__baseline="rww"), ["comparisons.baseline", "did you mean 'raw'"]),
        (changed(comparisons__metrics=["dise"]), ["comparisons.metrics[0]", "'dice'", "'dise'"]),
        (changed(correction__organ="hart"), ["correction.organ", "did you mean 'heart'"]),
        (changed(correction__method="magic"), ["correction.method", "'rigid'", "'magic'"]),
        (changed(data__organs={"a": 1, "b": 1}), ["data", "share one label"]),
        (changed(data__ignore=[2]), ["data", "label 2"]),
        (changed(data__layout="dicom2"), ["data.layout", "'segthor'"]),
        (changed(preparations__full__clip_hu=[5, 5]), ["preparations.full", "low to high"]),
        (changed(preparations__full__spaicng_mm=[1, 1, 1]), ["preparations.full.spaicng_mm", "spacing_mm"]),
        (changed(folds__count=1), ["folds.count", "greater than or equal to 2"]),
        (changed(study="../evil"), ["study", "pattern"]),
        ({key: value for key, value in DEMO.items() if key != "arms"}, ["config: arms: is missing"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_wrong_configuration_is_one_clear_line(config, words):
    text = complaint(config)
    assert len(text.splitlines()) == 1
    for word in words:
        assert word in text


def test_every_problem_is_told_at_once():
    assert len(complaint(changed(training__epochs=0, folds__count=0, seed=-1)).splitlines()) == 3


def test_arm_overrides_only_what_it_says():
    study = read_study(changed(arms__0__training={"learning_rate": 0.01}))
    assert study.training_settings(study.arms[0]).learning_rate == 0.01
    assert study.training_settings(study.arms[0]).epochs == study.training.epochs
    assert study.training_settings(study.arms[1]).learning_rate == study.training.learning_rate

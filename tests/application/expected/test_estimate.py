import copy
from pathlib import Path

import pytest
import yaml

from segstudy.application.expected.estimate import Expected
from segstudy.plan.plan import Plan

DEMO = yaml.safe_load((Path(__file__).parents[3] / "studies/demo.yaml").read_text())


@pytest.fixture
def config():
    return copy.deepcopy(DEMO)


@pytest.fixture
def processors_only(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")


def expected(config, tmp_path):
    return Expected(Plan(config), tmp_path)


def test_training_takes_as_long_as_there_are_epochs_and_samples(config, tmp_path, processors_only):
    once = expected(config, tmp_path)
    starts = 9 * 3.0
    seconds = once._training_seconds(once.size) - starts
    # 96 x 96 x 32 voxels of six cases, twice more the two that validate at a third; one of three networks sees copies
    shown = 96 * 96 * 32 / 1e6 * (6 + 6 + 12 + 3 * 2 / 3)
    rate = once.rates.measured("enet", {"kernels": 8, "factor": 2}).seconds_per_million
    assert seconds == pytest.approx(3 * 7 * shown * rate)
    config["training"]["epochs"] = 14
    twice = expected(config, tmp_path)
    assert twice._training_seconds(twice.size) - starts == pytest.approx(2 * seconds)


def test_memory_grows_with_the_batch_and_says_where_it_does_not_suffice(config, tmp_path, processors_only):
    said = dict(expected(config, tmp_path).facts())
    assert "not enough" not in said["memory"]
    config["training"]["batch"] = 4096
    said = dict(expected(config, tmp_path).facts())
    assert "training enet in batches of 4096" in said["memory"]
    assert "that is not enough: a smaller `batch`" in said["memory"]


def test_what_nobody_measured_is_named_and_not_counted(config, tmp_path, processors_only):
    config["arms"].append({"name": "theirs", "model": {"nnunet": {"configuration": "2d"}}})
    said = dict(expected(config, tmp_path).facts())
    assert said["not counted"] == "nnU-Net's trainings"
    assert "at least" in said["time"]


def test_scans_that_cannot_be_read_are_no_reason_to_fail(config, tmp_path, processors_only):
    (tmp_path / "scans/a").mkdir(parents=True)
    for name in "abc":
        (tmp_path / "scans" / name).mkdir(exist_ok=True)
        for file in (f"{name}.nii.gz", "GT.nii.gz"):
            (tmp_path / "scans" / name / file).write_bytes(b"no volume")
    config |= {"data": {"layout": "segthor", "root": str(tmp_path / "scans"), "organs": {"heart": 1}}}
    config |= {"correction": "none"}
    assert [*expected(config, tmp_path).facts()] == [
        ("expected", "nothing can be said of time, memory and disk: no scan could be read")
    ]

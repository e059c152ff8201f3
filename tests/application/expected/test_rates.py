import json

import pytest
import yaml

from segstudy.application.expected.rates import Rates
from segstudy.config.sections.sam2 import TUNED
from segstudy.models.registry import MODELS


def test_every_network_that_needs_no_weights_of_others_was_measured(tmp_path):
    known = Rates(tmp_path, gpu=False)
    missing = [model for model in MODELS if model != TUNED and known.of(model, {}) is None]
    assert not missing, f"python benchmarks/rates.py {' '.join(missing)}"


@pytest.fixture
def earlier(tmp_path):
    """What a run of two folds leaves of its trainings."""
    study = tmp_path / "tiny"
    for fold in (0, 1):
        log = study / f"logs/train/enet.full/fold-{fold}.log"
        trained = study / f"trained/enet.full/fold-{fold}"
        log.parent.mkdir(parents=True, exist_ok=True)
        trained.mkdir(parents=True)
        log.write_text("2026-11-28 17:00:56  training on 16 slices, validating on 16, on cpu\n")
        cost = {"seconds": 2.0 + fold, "device": "cpu", "epochs": 8, "parameters": 283756}
        (trained / "cost.json").write_text(json.dumps(cost))
        model = {"model": "enet", "arguments": {"kernels": 8, "factor": 2}, "patch": None}
        model |= {"preparation": {"size": [48, 48]}, "settings": {"threads": 2}}
        (trained / "model.yaml").write_text(yaml.safe_dump(model))
    return tmp_path


def test_what_an_earlier_run_took_comes_before_what_the_project_measured(earlier):
    arguments = {"factor": 2, "kernels": 8}
    rate = Rates(earlier, gpu=False).of("enet", arguments)
    # two cores worked on each
    millions = 8 * 16 * 48 * 48 / 1e6
    assert rate.seconds_per_million == pytest.approx(2 * 2.5 / millions)
    assert rate.source == f"earlier runs in {earlier / 'tiny'}"
    # nobody ran it on a GPU, and what a core takes says nothing of one
    assert Rates(earlier, gpu=True).of("enet", arguments) is None
    # and with other arguments it is another network
    assert Rates(earlier, gpu=False).of("enet", {"kernels": 16}).source.startswith("this project's")


def test_a_damaged_file_of_another_study_hinders_nothing(earlier, tmp_path):
    damaged = tmp_path / "other/trained/enet.full/fold-0"
    damaged.mkdir(parents=True)
    (damaged / "cost.json").write_text("{")
    (damaged / "model.yaml").write_text(yaml.safe_dump({"model": "enet"}))
    assert Rates(tmp_path, gpu=False).of("enet", {}).source.startswith("this project's")

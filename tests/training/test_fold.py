from pathlib import Path

import pytest
import torch

from segstudy.config.training import TrainingSettings
from segstudy.models.load import load_network
from segstudy.training.fold import fitted_fold, train_fold
from segstudy.training.loop import DivergedError
from segstudy.windows.slabs import probability_slabs


@pytest.fixture
def told(toy_caches):
    names = [Path(cache.stem).name for cache in toy_caches]
    return {
        "model": "enet",
        "arguments": {"kernels": 4, "factor": 2},
        "settings": TrainingSettings(epochs=2, batch=4, threads=1).model_dump(mode="json"),
        "seed": 5,
        "organs": {"disc": 3, "bar": 9},
        "preparation": {"normalize": "zscore"},
        "augmentation": None,
        "training": names[:3],
        "validation": names[3:],
        "annotated": {name: ["disc", "bar"] for name in names},
    }


def test_a_fold_leaves_a_network_that_can_be_rebuilt_and_no_state(told, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    cost = train_fold(told, stems, tmp_path / "state", "1", tmp_path / "fold-0")
    network, model = load_network(tmp_path / "fold-0")
    assert model["organs"] == {"disc": 3, "bar": 9}
    assert model["training"] == told["training"]
    assert cost["epochs"] == 2
    assert cost["parameters"] == sum(weight.numel() for weight in network.parameters())
    assert not list((tmp_path / "state").rglob("*.safetensors"))


def test_validation_cases_teach_the_network_nothing(told, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    told["settings"]["epochs"] = 1
    train_fold(told, stems, tmp_path / "a", "1", tmp_path / "one")
    told["validation"] = told["training"][:1]
    train_fold(told, stems[:3], tmp_path / "b", "1", tmp_path / "two")
    assert (tmp_path / "one/weights.safetensors").read_bytes() == (tmp_path / "two/weights.safetensors").read_bytes()


def test_a_hopeless_fit_ends_between_epochs_and_again_at_once_when_resumed(told, toy_caches, tmp_path):
    stems, asked = [cache.stem for cache in toy_caches], []

    def is_hopeless(history):
        asked.append(len(history))
        return len(history) == 1

    told["settings"]["epochs"] = 3

    def ends_after_one():
        with fitted_fold(told, stems, tmp_path / "state", "1", is_hopeless) as made:
            assert [record.epoch for record in made.fitted.history] == [1]
            raise KeyboardInterrupt  # killed before it is written down

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            ends_after_one()
    assert asked == [1, 1]
    assert list((tmp_path / "state").rglob("*.safetensors"))


def test_a_hopeful_fit_is_the_same_as_one_that_nobody_judges(told, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    histories = []
    for is_hopeless in (None, lambda history: False):
        with fitted_fold(told, stems, tmp_path / "state", "1", is_hopeless) as made:
            histories.append(made.fitted.history)
    assert histories[0] == histories[1]


def test_a_diverged_fit_leaves_no_state(told, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    told["settings"]["class_weights"] = {"disc": 3e38, "bar": 3e38}

    def fit_it():
        with fitted_fold(told, stems, tmp_path / "state", "1"):
            raise AssertionError("did not diverge")

    with pytest.raises(DivergedError, match="lower `learning_rate`"):
        fit_it()
    assert not list(tmp_path.rglob("*.safetensors"))


def test_a_network_learns_from_depth_and_neighbors_and_remembers_them(told, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    told["arguments"] = {"kernels": 8, "factor": 2}
    settings = {"epochs": 1, "batch": 4, "threads": 1, "channels": {"depth": True, "neighbors": 1}}
    told["settings"] = TrainingSettings(**settings).model_dump(mode="json")
    train_fold(told, stems, tmp_path / "state", "1", tmp_path / "fold-0")
    network, model = load_network(tmp_path / "fold-0")
    assert model["in_channels"] == 4
    (_, slab), *_ = probability_slabs([network], toy_caches[0], 4, torch.device("cpu"))
    assert slab.shape == (3, 4, 32, 32)

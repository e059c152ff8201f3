import json
import logging
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.torch import load_file

from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.config.sections.transforms import Transforms
from segstudy.models.identity import learned_from, refuse_what_it_learned_from
from segstudy.models.load import load_network
from segstudy.models.registry import MODELS, encoder_layers
from segstudy.models.start_spec import StartSpec
from segstudy.running.errors import DivergedError, StudyError
from segstudy.training.fold import fitted_fold, train_fold
from segstudy.training.initialization import new_network
from segstudy.training.spec import TrainingSpec
from segstudy.volumes.windows.slabs import probability_slabs


@pytest.fixture
def spec(toy_caches):
    names = tuple(Path(cache.stem).name for cache in toy_caches)
    return TrainingSpec(
        model="enet",
        builder=MODELS["enet"],
        arguments={"kernels": 4, "factor": 2},
        settings=TrainingSettings(epochs=2, batch=4, threads=1),
        seed=5,
        organs={"disc": 3, "bar": 9},
        preparation={"normalize": "zscore"},
        training=names[:3],
        validation=names[3:],
        annotated=dict.fromkeys(names, ("disc", "bar")),
    )


def test_a_fold_leaves_a_network_that_can_be_rebuilt_and_no_state(spec, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    cost = train_fold(spec, stems, tmp_path / "state", "1", tmp_path / "fold-0")
    network, model = load_network(tmp_path / "fold-0", MODELS["enet"])
    assert model["organs"] == {"disc": 3, "bar": 9}
    assert model["training"] == list(spec.training)
    assert cost["epochs"] == 2
    assert cost["parameters"] == sum(weight.numel() for weight in network.parameters())
    assert not list((tmp_path / "state").rglob("*.safetensors"))


def test_validation_cases_teach_the_network_nothing(spec, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    spec = spec.with_values({"epochs": 1}, {})
    train_fold(spec, stems, tmp_path / "a", "1", tmp_path / "one")
    spec = replace(spec, validation=spec.training[:1])
    train_fold(spec, stems[:3], tmp_path / "b", "1", tmp_path / "two")
    one, two = (load_file(tmp_path / name / "weights.safetensors") for name in ("one", "two"))
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_a_pruned_fit_ends_between_epochs_and_again_at_once_when_resumed(spec, toy_caches, tmp_path):
    stems, asked = [cache.stem for cache in toy_caches], []

    def should_prune(history):
        asked.append(len(history))
        return len(history) == 1

    spec = spec.with_values({"epochs": 3}, {})

    def ends_after_one():
        with fitted_fold(spec, stems, tmp_path / "state", "1", should_prune) as made:
            assert [record.epoch for record in made.fitted.history] == [1]
            raise KeyboardInterrupt  # killed before it is written down

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            ends_after_one()
    assert asked == [1, 1]
    assert list((tmp_path / "state").rglob("*.safetensors"))


def test_a_fit_that_is_not_pruned_is_the_same_as_one_that_nobody_judges(spec, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    histories = []
    for should_prune in (None, lambda history: False):
        with fitted_fold(spec, stems, tmp_path / "state", "1", should_prune) as made:
            histories.append(made.fitted.history)
    assert histories[0] == histories[1]


def test_a_diverged_fit_leaves_no_state(spec, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    spec = spec.with_values({"class_weights": {"disc": 3e38, "bar": 3e38}}, {})

    def fit_it():
        with fitted_fold(spec, stems, tmp_path / "state", "1"):
            raise AssertionError("did not diverge")

    with pytest.raises(DivergedError, match="lower `learning_rate`"):
        fit_it()
    assert not list(tmp_path.rglob("*.safetensors"))


def test_a_network_learns_from_depth_and_neighbors_and_remembers_them(spec, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    spec = spec.with_values({"epochs": 1, "channels": {"depth": True, "neighbors": 1}}, {"kernels": 8})
    train_fold(spec, stems, tmp_path / "state", "1", tmp_path / "fold-0")
    network, model = load_network(tmp_path / "fold-0", MODELS["enet"])
    assert model["in_channels"] == 4
    (_, slab), *_ = probability_slabs([network], toy_caches[0], 4, torch.device("cpu"))
    assert slab.shape == (3, 4, 32, 32)


def test_samples_are_changed_by_what_the_spec_says_and_the_depth_is_not(spec, toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    spec = spec.with_values({"epochs": 1, "channels": {"depth": True}}, {})
    online = AugmentationSettings(transforms={"shift": {"p": 1, "sd": 3}})
    for name, settings in (("plain", None), ("changed", online), ("again", online)):
        own = TrainingSpec.from_plain(replace(spec, online=settings).to_plain())
        train_fold(own, stems, tmp_path / "state", "1", tmp_path / name)
    plain, changed, again = (
        load_file(tmp_path / name / "weights.safetensors") for name in ("plain", "changed", "again")
    )
    assert all(torch.equal(changed[name], again[name]) for name in changed)
    assert not all(torch.equal(changed[name], plain[name]) for name in changed)
    assert "online" not in spec.to_plain()


KILLED = """
import json, os, signal, sys
from pathlib import Path
from segstudy.training.fold import train_fold
from segstudy.training.spec import TrainingSpec
from segstudy.volumes.cache import CachedSlices

spec, stems, start, state, into, left = json.loads(sys.argv[1])
read = CachedSlices.image

def fatal(self, index):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return read(self, index)

CachedSlices.image = fatal
train_fold(TrainingSpec.from_plain(spec), stems, Path(state), "1", into, start)
"""


def test_a_job_that_is_killed_with_everything_on_ends_with_the_same_bytes(spec, toy_caches, tmp_path, caplog):
    stems = [str(Path(cache.stem).absolute()) for cache in toy_caches]
    train_fold(spec, stems, tmp_path / "state", "1", tmp_path / "first")
    transforms = {name: {"p": 0.5} for name in Transforms.model_fields}
    settings = {
        "epochs": 3,
        "batch": 4,
        "threads": 1,
        "loss": {"dice": 1, "tversky": {"alpha": 0.7}, "boundary": {"weight": 0.01, "grows": True}},
        "optimizer": "sgd",
        "schedule": "cosine",
        "warmup_epochs": 1,
        "clip_norm": 1.0,
        "accumulate": 2,
        "ema": 0.9,
        "checkpoint": "loss",
        "slices": "with_organ",
        "channels": {"depth": True},
    }
    everything = replace(
        spec,
        settings=TrainingSettings(**settings),
        seed=6,
        online=AugmentationSettings(transforms=transforms, mirror_axes=["columns"]),
        start=StartSpec("first", layers=encoder_layers("enet"), freeze=True),
        normalization="foreground",
    )

    start, state = str(tmp_path / "first/weights.safetensors"), tmp_path / "state"
    train_fold(everything, stems, state, "1", tmp_path / "whole/net/fold-0", start)
    told = [everything.to_plain(), stems, start, str(state), str(tmp_path / "cut/net/fold-0"), 60]
    killed = subprocess.run([sys.executable, "-c", KILLED, json.dumps(told)], capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (state / "state.safetensors").exists() and not (tmp_path / "cut").exists()
    with caplog.at_level(logging.INFO, "segstudy.training"):
        train_fold(everything, stems, state, "1", tmp_path / "cut/net/fold-0", start)
    assert "resuming after epoch" in caplog.text and "resuming after epoch 0" not in caplog.text
    for name in ("weights.safetensors", "model.yaml", "history.csv"):
        one, other = (tmp_path / place / "net/fold-0" / name for place in ("whole", "cut"))
        assert one.read_bytes() == other.read_bytes(), name


def test_a_fold_starts_from_a_file_and_is_another_where_the_file_is(spec, toy_caches, tmp_path):
    names = (*spec.training, *spec.validation)
    spec = replace(spec, settings=spec.settings.model_copy(update={"epochs": 1, "initialization": "default"}))
    stems = [cache.stem for cache in toy_caches]
    train_fold(spec, stems, tmp_path / "state", "1", tmp_path / "first")
    first = tmp_path / "first/weights.safetensors"
    start = StartSpec("/home/jane/first", layers=encoder_layers("enet"), freeze=True)
    others = {"training": names[1:3], "validation": names[3:]}
    further = replace(spec, start=start, seed=6, **others)
    train_fold(further, stems, tmp_path / "state", "1", tmp_path / "second", str(first))
    assert learned_from(tmp_path / "second/weights.safetensors") == sorted(names)  # and of those the first one knows
    model = yaml.safe_load((tmp_path / "second/model.yaml").read_text())
    assert "jane" not in str(model)
    with pytest.raises(StudyError, match=rf"{names[0]}: the network .* learned from it"):
        refuse_what_it_learned_from(names[0], [model])
    train_fold(replace(spec, seed=6, **others), stems, tmp_path / "state", "1", tmp_path / "drawn")
    before, after, drawn = (load_file(tmp_path / name / "weights.safetensors") for name in ("first", "second", "drawn"))
    learned = {name for name, _ in new_network(MODELS["enet"], 1, 3, spec.arguments, "default", 1).named_parameters()}
    for name in learned:
        assert torch.equal(before[name], after[name]) == name.startswith(encoder_layers("enet")), name
        assert not torch.equal(drawn[name], after[name])

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from safetensors.torch import load_file

from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import MODELS
from segstudy.training.fold import train_fold
from segstudy.training.pseudo_labels import with_pseudo_labels
from segstudy.training.spec import TrainingSpec
from segstudy.volumes.cache import CachedSlices, write_label_cache


@pytest.fixture
def spec():
    return TrainingSpec(
        model="enet",
        builder=MODELS["enet"],
        arguments={"kernels": 4, "factor": 2},
        settings=TrainingSettings(epochs=1, batch=4, threads=1),
        seed=5,
        organs={"disc": 3, "bar": 9},
        preparation={},
        training=("case-0", "case-1"),
        validation=("case-3",),
        annotated={"case-0": ("disc", "bar"), "case-1": ("disc",), "case-3": ("disc", "bar")},
    )


@pytest.fixture
def taught(tmp_path, toy_caches):
    """The file of what is kept, and label caches of a teacher, who is right."""
    (tmp_path / "kept.json").write_text(json.dumps({"case-1": ["bar"], "case-2": ["disc"]}))
    files = []
    for cache in toy_caches[1:3]:
        files.append(str(tmp_path / f"{Path(cache.stem).name}.label.b2nd"))
        write_label_cache(files[-1], np.stack([cache.label(index) for index in range(len(cache))]))
    return tmp_path / "kept.json", files


def test_kept_pseudo_labels_come_in_the_place_of_a_cases_own_and_not_of_its_copies(spec, taught):
    stems = ["p/case-0", "p/case-1", "copies/case-1", "p/case-3", "p/case-2", "p/case-4"]
    told, read, labels = with_pseudo_labels(spec, stems, *taught)
    assert told.taught == {"case-1": ("bar",), "case-2": ("disc",)}
    # of case 4 nothing was kept
    assert read == stems[:5]
    assert labels == dict(zip(["p/case-1", "p/case-2"], taught[1], strict=True))
    assert (told.training, told.validation, told.annotated) == (spec.training, spec.validation, spec.annotated)


def weights(spec, stems, folder, labels=None):
    train_fold(spec, stems, folder / "state", "1", folder / "fold-0", labels=labels)
    return load_file(folder / "fold-0/weights.safetensors")


def same(one, other):
    return all(torch.equal(one[name], other[name]) for name in one)


def test_a_right_teacher_teaches_what_people_would_have_drawn(spec, toy_caches, taught, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    told, read, labels = with_pseudo_labels(spec, stems, *taught)
    drawn = {**spec.annotated, "case-1": ("disc", "bar"), "case-2": ("disc",)}
    by_people = replace(spec, training=("case-0", "case-1", "case-2"), annotated=drawn)
    one, other = weights(told, read, tmp_path / "one", labels), weights(by_people, stems, tmp_path / "other")
    assert same(one, other)
    assert not same(one, weights(spec, [stems[0], stems[1], stems[3]], tmp_path / "without"))
    model = yaml.safe_load((tmp_path / "one/fold-0/model.yaml").read_text())
    assert model["pseudo_labels"] == {"case-1": ["bar"], "case-2": ["disc"]}
    assert model["training"] == ["case-0", "case-1"]


def test_a_training_goes_on_only_with_the_same_pseudo_labels(toy_caches, taught):
    own, other = CachedSlices(toy_caches[1].stem), CachedSlices(toy_caches[1].stem, labels=taught[1][0])
    assert own.files[0] == other.files[0] and other.files[1] == taught[1][0] != own.files[1]

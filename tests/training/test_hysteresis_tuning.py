import numpy as np
import pytest
import torch
import yaml

from segstudy.cache import CachedSlices, write_image_cache, write_label_cache
from segstudy.prediction.represented import applied_representation
from segstudy.training.fold import train_fold
from segstudy.training.hysteresis_tuning import dice_by_high, with_tuned_high
from segstudy.training.labelled import LabelledSlices

POLAR = {"kind": "polar", "size": 64, "jitter_chance": 0.3, "jitter": 0.05, "low": 0.0, "high": "tuned"}
CPU = torch.device("cpu")


class Bright(torch.nn.Module):
    """Organ 1 where the image is bright."""

    def forward(self, x):
        return torch.cat([0.5 - x, x - 0.5], dim=1) * 20


@pytest.fixture
def invented(tmp_path):
    """One organ, and a bright patch that is none: half the votes of the only view."""
    rows, columns = np.indices((64, 64))
    organ = (rows - 25) ** 2 + (columns - 25) ** 2 < 100
    label = np.repeat(organ[None], 3, axis=0).astype(np.uint8)
    image = label.astype(np.int16) * 100
    image[:, 48:60, 44:60] = 100
    write_image_cache(tmp_path / "case.image.b2nd", image, 0.01, 0)
    write_label_cache(tmp_path / "case.label.b2nd", label)
    return LabelledSlices(CachedSlices(str(tmp_path / "case")), np.array([True, True]))


def test_the_threshold_that_drops_what_is_no_organ_is_chosen(invented):
    found = dice_by_high(POLAR, Bright(), [invented], 4, CPU)
    assert list(found) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    # the patch has 1 of 2 votes
    assert all((dice > 0.97) == (high >= 0.5) for high, dice in found.items())
    told = with_tuned_high(POLAR, Bright(), [invented], 4, CPU)
    assert told == {**POLAR, "high": 0.5}


def test_what_is_not_to_be_tuned_stays(invented):
    fixed = {**POLAR, "high": 0.3}
    assert with_tuned_high(fixed, Bright(), [invented], 4, CPU) == fixed
    crop = {"kind": "crop", "size": 64}
    assert with_tuned_high(crop, Bright(), [invented], 4, CPU) == crop
    assert 0.1 not in dice_by_high({**POLAR, "low": 0.15}, Bright(), [invented], 4, CPU)


def test_networks_of_several_folds_are_applied_with_their_mean_threshold():
    models = [{"representation": {**POLAR, "high": high}} for high in (0.4, 0.8)]
    assert applied_representation(models) == {**POLAR, "high": pytest.approx(0.6)}
    crop = {"representation": {"kind": "crop", "size": 64}}
    assert applied_representation([crop, crop]) == crop["representation"]


def test_a_fold_writes_the_threshold_that_it_found(toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    names = [stem.rpartition("/")[2] for stem in stems]
    told = {
        "model": "enet",
        "arguments": {"kernels": 8, "factor": 2},
        "settings": {"epochs": 1, "batch": 4, "threads": 1, "initialization": "default"},
        "seed": 1,
        "organs": {"disc": 1, "bar": 2},
        "preparation": {},
        "augmentation": None,
        "training": names[:2],
        "validation": names[2:],
        "annotated": {name: ["disc", "bar"] for name in names},
        "representation": {**POLAR, "size": 32},
    }
    train_fold(told, stems, tmp_path / "state", "code", tmp_path / "trained")
    model = yaml.safe_load((tmp_path / "trained/model.yaml").read_text())
    assert 0 < model["representation"]["high"] < 1
    assert told["representation"]["high"] == "tuned"

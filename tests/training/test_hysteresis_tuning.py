import numpy as np
import pytest
import torch
import yaml

from segstudy.config.sections.representations import PolarSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import MODELS
from segstudy.prediction.represented import applied_representation
from segstudy.representations.registry import REPRESENTATIONS
from segstudy.training.fold import train_fold
from segstudy.training.hysteresis_tuning import dice_by_high, with_tuned_high
from segstudy.training.labelled import LabelledSlices
from segstudy.training.spec import TrainingSpec
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

POLAR = PolarSettings(size=64, high="tuned")
BUILDER = REPRESENTATIONS["polar"]
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
    dice = dice_by_high(BUILDER, POLAR, Bright(), [invented], 4, CPU)
    assert list(dice) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    # the patch has 1 of 2 votes
    assert all((value > 0.97) == (high >= 0.5) for high, value in dice.items())
    assert with_tuned_high(BUILDER, POLAR, Bright(), [invented], 4, CPU) == PolarSettings(size=64, high=0.5)


def test_what_is_not_to_be_tuned_stays(invented):
    fixed = PolarSettings(size=64, high=0.3)
    assert with_tuned_high(BUILDER, fixed, Bright(), [invented], 4, CPU) == fixed
    low = POLAR.model_copy(update={"low": 0.15})
    assert 0.1 not in dice_by_high(BUILDER, low, Bright(), [invented], 4, CPU)


def test_networks_of_several_folds_are_applied_with_their_mean_threshold():
    polar = POLAR.model_dump(mode="json")
    models = [{"representation": {**polar, "high": high}} for high in (0.4, 0.8)]
    assert applied_representation(models) == {**polar, "high": pytest.approx(0.6)}
    crop = {"representation": {"kind": "crop", "size": 64}}
    assert applied_representation([crop, crop]) == crop["representation"]


def test_a_fold_writes_the_threshold_that_it_found(toy_caches, tmp_path):
    stems = [cache.stem for cache in toy_caches]
    names = tuple(stem.rpartition("/")[2] for stem in stems)
    spec = TrainingSpec(
        model="enet",
        builder=MODELS["enet"],
        arguments={"kernels": 8, "factor": 2},
        settings=TrainingSettings(epochs=1, batch=4, threads=1, initialization="default"),
        seed=1,
        organs={"disc": 1, "bar": 2},
        preparation={},
        training=names[:2],
        validation=names[2:],
        annotated=dict.fromkeys(names, ("disc", "bar")),
        representation=PolarSettings(size=32, high="tuned"),
        representation_builder=BUILDER,
    )
    train_fold(spec, stems, tmp_path / "state", "code", tmp_path / "trained")
    model = yaml.safe_load((tmp_path / "trained/model.yaml").read_text())
    assert 0 < model["representation"]["high"] < 1
    assert model["representation"]["size"] == 32

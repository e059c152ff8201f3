import copy
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.config.sections.inference import InferenceSettings
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

VOLUMES = yaml.safe_load(Path("studies/volumes.yaml").read_text(encoding="utf-8"))
# beside what is shipped: a network applied in two ways
VOLUMES["inferences"] = {"close": {"overlap": 0.6}}
UNET = next(arm for arm in VOLUMES["arms"] if arm["name"] == "unet3d")
VOLUMES["arms"].append({**UNET, "name": "unet3d+overlap", "inference": "close", "uncertainty": None})


def changed(arm, **changes):
    """The study with other keys in the arm called `arm`, or at its top."""
    config = copy.deepcopy(VOLUMES)
    place = next(one for one in config["arms"] if one["name"] == arm) if arm else config
    place.update(changes)
    return config


def test_shipped_studies_of_volumes_are_valid():
    assert read_study(VOLUMES).arms
    assert read_study(yaml.safe_load(Path("studies/spleen.yaml").read_text(encoding="utf-8"))).arms


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (changed("enet", preparation="volumes"), ["preparations.volumes.size", "enet", "sees slices"]),
        (changed("enet", training={"patches": {"per_case": 2}}), ["training.patches", "enet sees whole slices"]),
        (changed("enet", inference="close"), ["inference", "enet sees whole slices"]),
        (changed("unet3d", augmentation="affine"), ["augmentation"]),
        (changed("unetr", training={"patches": {"size": [32, 24, 16]}}), ["16 × 16 × 16", "not 32 × 24 × 16"]),
        (changed("unetr", training={"patches": {"size": [16, 16, 16]}}), ["single voxel"]),
        (changed("unet3d", model={"unet3d": {"channels": [8, 16], "strides": [2, 2]}}), ["one stride fewer"]),
        (changed("vnet", training={"patches": {"sise": [32, 32, 16]}}), ["sise", "did you mean 'size'"]),
        (changed("vnet", inference="clsoe"), ["did you mean 'close'"]),
        (changed("vnet", model="vnett"), ["did you mean 'vnet'"]),
        (changed(None, training={"epochs": 1}), ["unet3d sees volumes", "training.patches"]),
        (changed(None, inferences={"close": {"mirror": True}}), ["`close` mirrors", "training.patches.flips"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_what_does_not_go_together_is_told(config, words):
    with pytest.raises(StudyError) as caught:
        read_study(config)
    for word in words:
        assert word in str(caught.value)


def test_two_ways_of_inference_share_one_training():
    plan = Plan(VOLUMES)
    one, other = plan.runs["unet3d"], plan.runs["unet3d+overlap"]
    assert one.training == other.training == one.inferred
    assert other.inferred == f"{one.training}.close"
    assert plan.inferred[other.inferred].inference == InferenceSettings(overlap=0.6)
    assert plan.inferred[one.inferred].inference is None


def test_patches_are_no_part_of_a_training_on_slices():
    plan = Plan(VOLUMES)
    larger = copy.deepcopy(VOLUMES)
    larger["training"]["patches"]["per_case"] += 1
    name = plan.runs["enet"].training
    assert plan.trainings[name].settings == Plan(larger).trainings[Plan(larger).runs["enet"].training].settings
    assert Plan(larger).runs["enet"].training == name

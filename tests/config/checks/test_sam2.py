import copy
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

STUDY = yaml.safe_load(Path("studies/foundation.yaml").read_text(encoding="utf-8"))


def told(**changes):
    """What is wrong with the shipped study where the arms called so are changed."""
    study = copy.deepcopy(STUDY)
    for arm in study["arms"]:
        arm |= changes.get(arm["name"], {})
    with pytest.raises(StudyError) as error:
        read_study(study)
    return str(error.value)


@pytest.mark.parametrize("model", ["sam2_prompted", "sam2_video", "sam2_tuned"])
def test_without_a_checkpoint_it_says_where_to_get_one(model):
    for given in (model, {model: {}}):
        text = told(**{model: {"model": given}})
        assert len(text.splitlines()) == 1
        assert "facebook/sam2.1-hiera-tiny" in text and "Apache-2.0" in text and "checkpoint: random" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"windows": ["soft_tissue", "lung"]}, "one for all three channels, or three"),
        ({"windows": ["brain"]}, "soft_tissue"),
        ({"prompts": ["negative"]}, "says only what is not meant"),
        ({"prompts": []}, "prompts"),
        ({"image_size": 100}, "multiple of 32"),
        ({"prompt": ["box"]}, "did you mean 'prompts'"),
    ],
)
def test_impossible_prompts_are_told(arguments, said):
    assert said in told(sam2_prompted={"model": {"sam2_prompted": {"checkpoint": "random", **arguments}}})


def test_a_video_takes_a_mask_alone():
    text = told(sam2_video={"model": {"sam2_video": {"checkpoint": "random", "prompts": ["mask", "box"]}}})
    assert "a mask alone" in text


@pytest.mark.parametrize(
    ("key", "value"), [("preparation", "unit"), ("training", {"epochs": 3}), ("training_fraction", 0.5)]
)
def test_what_only_a_training_has_is_refused(key, value):
    assert f"leave `{key}` out" in told(sam2_video={key: value})


def test_windows_of_a_tuned_encoder_need_hounsfield_units():
    study = copy.deepcopy(STUDY)
    study["preparations"]["unit"]["normalize"] = "zscore"
    with pytest.raises(StudyError, match="must `normalize: unit`"):
        read_study(study)
    study["preparations"]["unit"] |= {"normalize": "unit", "clip_hu": [-200, 300]}
    with pytest.raises(StudyError, match=r"range_hu: is \[-1000, 1000\], but the preparation 'unit' keeps"):
        read_study(study)
    study["arms"][-1]["model"]["sam2_tuned"]["range_hu"] = [-200, 300]
    read_study(study)

import numpy as np
import pytest
import torch

from segstudy.config.sections.sam2 import PromptedSettings
from segstudy.models.sam2_checkpoint import random_sam2
from segstudy.sam2.prompted import prompted_classes, slice_logits
from segstudy.sam2.prompts import slice_prompts

DEVICE = torch.device("cpu")


@pytest.mark.parametrize("kinds", [["box"], ["center"], ["mask"], ["box", "center", "negative", "mask"]])
def test_organs_are_found_only_in_slices_where_the_source_has_them(scan, kinds):
    hu, source = scan
    settings = PromptedSettings(checkpoint="random", prompts=kinds)
    stored = hu.astype(">i2")  # as some scanners' files have it
    found = prompted_classes(random_sam2("image"), stored, source, settings, DEVICE)
    assert found.shape == hu.shape and found.dtype == np.uint8
    for index in range(len(hu)):
        assert set(np.unique(found[index])) <= {0, *np.unique(source[index])}
    assert found.any()


@torch.inference_mode()
def test_prompts_together_give_what_each_gives_alone(scan):
    hu, source = scan
    settings = PromptedSettings(checkpoint="random", prompts=["box", "center", "negative"])
    network = random_sam2("image")
    prompts = slice_prompts(source[5], settings.pieces, settings.least_pixels, settings.negatives)
    assert len(prompts) == 3
    together = slice_logits(network, hu[5], prompts, settings, DEVICE)
    for index, prompt in enumerate(prompts):
        alone = slice_logits(network, hu[5], [prompt], settings, DEVICE)[0]
        assert torch.allclose(together[index], alone, atol=1e-4)


def test_the_more_certain_organ_wins_and_the_picture_matters(scan):
    hu, source = scan
    settings = PromptedSettings(checkpoint="random")
    network = random_sam2("image")
    prompts = slice_prompts(source[5], settings.pieces, settings.least_pixels, settings.negatives)
    with torch.inference_mode():
        logits = slice_logits(network, hu[5], prompts, settings, DEVICE).numpy()
        other = slice_logits(network, -hu[5], prompts, settings, DEVICE).numpy()
    assert not np.allclose(logits, other)
    found = prompted_classes(network, hu[5:6], source[5:6], settings, DEVICE)[0]
    for row, column in np.argwhere(logits.max(axis=0) > 0)[::7]:
        assert found[row, column] == prompts[logits[:, row, column].argmax()].organ
    assert not found[logits.max(axis=0) <= 0].any()

import numpy as np
import pytest
import torch

from segstudy.config.sections.sam2 import VideoSettings
from segstudy.models.sam2_checkpoint import random_sam2
from segstudy.sam2 import video
from segstudy.sam2.prompts import whole_prompt

DEVICE = torch.device("cpu")


@pytest.fixture
def long_scan():
    """60 slices: many more than the network remembers."""
    hu = np.random.default_rng(1).normal(0, 200, (60, 24, 24)).astype(np.int16)
    classes = np.zeros(hu.shape, np.uint8)
    classes[20:50, 6:14, 6:14] = 1
    classes[30, 5:16, 5:16] = 1
    return hu, classes


def told(scan, settings):
    hu, classes = scan
    prompt = whole_prompt(classes[30], 1, settings.negatives)
    return random_sam2("video"), hu, prompt, 30, settings, DEVICE


@pytest.mark.parametrize("kinds", [["mask"], ["box", "center"]])
def test_forgetting_changes_nothing_and_bounds_memory(long_scan, kinds, monkeypatch):
    settings = VideoSettings(checkpoint="random", prompts=kinds)
    held = []
    forget = video._forget

    def counted(session, index, key, reach):
        forget(session, index, key, reach)
        held.append(sum(len(places) for places in session.output_dict_per_obj[0].values()))

    monkeypatch.setattr(video, "_forget", counted)
    bounded = dict(video.organ_logits(*told(long_scan, settings)))
    monkeypatch.setattr(video, "_forget", lambda *_: None)
    whole = dict(video.organ_logits(*told(long_scan, settings)))
    assert bounded.keys() == whole.keys() == set(range(60))
    for index, logits in bounded.items():
        assert np.array_equal(logits, whole[index]), index
    assert max(held) <= 3 * 16 + 2 < 60


@torch.inference_mode()
def test_the_order_of_slices_is_that_of_the_librarys_own_propagation(long_scan, monkeypatch):
    settings = VideoSettings(checkpoint="random")
    ours = dict(video.organ_logits(*told(long_scan, settings)))
    network, hu, prompt, key, *_ = told(long_scan, settings)
    session = video._session(network, hu, prompt, key, settings, DEVICE)
    for reverse in (False, True):
        for found in network.propagate_in_video_iterator(session, start_frame_idx=key, reverse=reverse):
            theirs = torch.nn.functional.interpolate(found.pred_masks, size=hu.shape[1:], mode="bilinear")[0, 0]
            assert np.array_equal(ours[found.frame_idx], theirs.clamp(-6e4, 6e4).to(torch.float16).numpy())


def test_frames_are_made_when_they_are_asked_for(long_scan):
    frames = video.Frames(long_scan[0].astype(">i2"), VideoSettings(checkpoint="random"), 64)
    assert len(frames) == 60 and frames[3].shape == (3, 64, 64)
    assert not any(isinstance(value, torch.Tensor) for value in vars(frames).values())


def test_a_mask_prompt_is_kept_in_its_slice_and_absent_organs_stay_absent(long_scan):
    hu, classes = long_scan
    found = video.video_classes(random_sam2("video"), hu, classes, VideoSettings(checkpoint="random"), DEVICE)
    # given at 64 pixels a side, answered at 16: the mask itself up to its border
    both = ((found[30] == 1) & (classes[30] == 1)).sum()
    assert 2 * both / ((found[30] == 1).sum() + (classes[30] == 1).sum()) > 0.85
    assert set(np.unique(found)) <= {0, 1}
    nothing = video.video_classes(random_sam2("video"), hu, 0 * classes, VideoSettings(checkpoint="random"), DEVICE)
    assert not nothing.any()

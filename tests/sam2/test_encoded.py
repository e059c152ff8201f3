import numpy as np
import torch

from segstudy.sam2.encoded import BOTTOM_RIGHT, INSIDE, NOTHING, OUTSIDE, TOP_LEFT, covered, masks_of, points_of
from segstudy.sam2.prompts import slice_prompts


def test_points_lie_where_the_resized_picture_has_them(scan):
    _, classes = scan
    prompts = slice_prompts(classes[5], most=4, least_pixels=1, negatives=2)
    points, labels = points_of(prompts, ["box", "center", "negative"], side=64)
    assert [prompt.organ for prompt in prompts] == [1, 2, 2]
    assert labels[:, 0].tolist() == [
        [TOP_LEFT, BOTTOM_RIGHT, INSIDE, OUTSIDE, OUTSIDE],
        [TOP_LEFT, BOTTOM_RIGHT, INSIDE, OUTSIDE, NOTHING],
        [TOP_LEFT, BOTTOM_RIGHT, INSIDE, OUTSIDE, NOTHING],
    ]
    # 40 rows and 48 columns
    assert np.allclose(points[0, 0, :2], [[8 * 64 / 48, 6 * 64 / 40], [24 * 64 / 48, 22 * 64 / 40]])
    large = covered(prompts, 64)
    for index, prompt in enumerate(prompts):
        column, row = points[index, 0, 2].long().tolist()
        assert large[index, 0, row, column] == 1, prompt.center


def test_no_points_without_a_prompt_that_is_one(scan):
    _, classes = scan
    prompts = slice_prompts(classes[5], most=4, least_pixels=1, negatives=2)
    assert points_of(prompts, ["mask"], side=64) is None


def test_masks_are_logits_that_keep_the_area(scan):
    _, classes = scan
    prompts = slice_prompts(classes[5], most=4, least_pixels=1, negatives=2)
    logits = masks_of(prompts, side=64)
    assert logits.shape == (3, 1, 64, 64) and logits.min() == -10 and logits.max() == 10
    shares = torch.tensor([float(prompt.mask.mean()) for prompt in prompts])
    assert torch.allclose((logits > 0).float().mean(dim=(1, 2, 3)), shares, atol=0.02)

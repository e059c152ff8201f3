"""Prompts as SAM 2 takes them: tensors in pixels of the image it sees."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.sam2.prompts import Prompt

INSIDE, OUTSIDE, TOP_LEFT, BOTTOM_RIGHT, NOTHING = 1, 0, 2, 3, -10
# A mask as logits: near certainty, as SAM 2 has it for masks it is given.
LOGIT = 10.0


def points_of(prompts: Sequence[Prompt], kinds: Sequence[str], side: int) -> tuple[Tensor, Tensor] | None:
    """Points and labels of all prompts, (prompts, 1, n, 2) and (prompts, 1, n); None where no kind is a point.

    A box is two points with labels of their own; shorter lists are filled with points that are passed over.
    """
    rows = [_points(prompt, kinds) for prompt in prompts]
    longest = max(len(row) for row in rows)
    if not longest:
        return None
    height, width = prompts[0].mask.shape
    points = np.zeros((len(rows), 1, longest, 2), np.float32)
    labels = np.full((len(rows), 1, longest), NOTHING, np.int32)
    for index, row in enumerate(rows):
        for place, ((column, line), label) in enumerate(row):
            points[index, 0, place] = column * side / width, line * side / height
            labels[index, 0, place] = label
    return torch.from_numpy(points), torch.from_numpy(labels)


def _points(prompt: Prompt, kinds: Sequence[str]) -> list[tuple[tuple[float, float], int]]:
    left, top, right, bottom = prompt.box
    points = [((left, top), TOP_LEFT), ((right, bottom), BOTTOM_RIGHT)] if "box" in kinds else []
    points += [(prompt.center, INSIDE)] if "center" in kinds else []
    points += [(tuple(point), OUTSIDE) for point in prompt.negatives] if "negative" in kinds else []
    return points


def masks_of(prompts: Sequence[Prompt], side: int) -> Tensor:
    """The masks as logits: (prompts, 1, side, side)."""
    return (2 * covered(prompts, side) - 1) * LOGIT


def covered(prompts: Sequence[Prompt], side: int) -> Tensor:
    """The share of each pixel that the masks cover: (prompts, 1, side, side), 0 to 1."""
    masks = torch.from_numpy(np.stack([prompt.mask for prompt in prompts]))[:, None].float()
    return F.interpolate(masks, size=(side, side), mode="bilinear", antialias=True)

"""Distances to borders, for losses."""

import edt
import numpy as np
import torch
from torch import Tensor


@torch.no_grad()
def border_distances(masks: Tensor, wanted: Tensor) -> Tensor:
    """How far each pixel is from the nearest one on the other side of its mask's border, in pixels.

    MONAI transforms each mask twice, by scipy; one pass over both sides at once is many times faster on a processor.

    Args:
        masks: bool (batch, classes, …).
        wanted: bool (classes,): of the others nothing is computed.

    Returns:
        float32 of the same shape, on the same device; 0 for masks without a border, and for classes not wanted.
    """
    on_processor, classes = masks.cpu().numpy(), wanted.tolist()
    found = np.zeros(on_processor.shape, np.float32)
    for place in np.ndindex(on_processor.shape[:2]):
        mask = on_processor[place]
        if classes[place[1]] and mask.any() and not mask.all():
            found[place] = edt.edt(mask.astype(np.uint8) + 1)
    return torch.from_numpy(found).to(masks.device)

"""Heat about organs' centers: what a center-point network learns, and how its answer is read."""

import math

import cv2
import numpy as np
import torch
from torch import Tensor

# Where a Gaussian is half as high as in its middle, in standard deviations.
HALF = math.sqrt(2 * math.log(2))


def _gaussian(center: tuple[float, float], shape: tuple[int, int], width: float) -> np.ndarray:
    rows, columns = np.arange(shape[0]) - center[0], np.arange(shape[1]) - center[1]
    return np.exp(-(rows[:, None] ** 2 + columns[None, :] ** 2) / (2 * width**2)).astype(np.float32)


def organ_heat(mask: np.ndarray, shape: tuple[int, int], width: float | None) -> np.ndarray:
    """Heat of one organ, float32 of `shape`: 1 at the centroid of each connected component, falling as a Gaussian.

    Args:
        mask: uint8 (rows, columns).
        shape: Of the heat, a whole fraction of the mask's.
        width: Standard deviation in pixels of the mask; None takes, for each component, that of which the half height
            encloses as many pixels as it has.
    """
    heat, scale = np.zeros(shape, np.float32), mask.shape[0] / shape[0]
    _, _, stats, centers = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for (column, row), pixels in zip(centers[1:], stats[1:, cv2.CC_STAT_AREA], strict=True):
        own = width or math.sqrt(pixels / math.pi) / HALF
        np.maximum(heat, _gaussian((row / scale, column / scale), shape, max(own / scale, 0.5)), out=heat)
    return heat


def center_heat(label: Tensor, output: Tensor, width: float | None) -> Tensor:
    """The heat of every organ, float32 (batch, organs, rows, columns), on the grid and device of a network's output.

    Args:
        label: Class indices (batch, rows, columns).
        output: Heat maps (batch, stacks, organs, rows, columns).
        width: See `organ_heat`.
    """
    organs, shape = output.shape[-3], (output.shape[-2], output.shape[-1])
    classes = label.cpu().numpy()
    heat = [
        [organ_heat((one == organ + 1).astype(np.uint8), shape, width) for organ in range(organs)] for one in classes
    ]
    return torch.from_numpy(np.array(heat)).to(output.device)


def heat_loss(output: Tensor, heat: Tensor, drawn: Tensor) -> Tensor:
    """Mean of the stacks' mean squared errors, over the organs that were drawn.

    Args:
        output: Heat maps (batch, stacks, organs, …).
        heat: What they should be, (batch, organs, …).
        drawn: bool (batch, organs).
    """
    error = ((output.float() - heat[:, None]) ** 2).mean(dim=(-2, -1)).mean(dim=1)
    drawn = drawn.to(error.device)
    return (error * drawn).sum() / drawn.sum().clamp_min(1)


def spots(maps: Tensor, shape: tuple[int, int], width: float | None, least: float) -> Tensor:
    """A spot about the highest pixel of each organ's map: logits (batch, 1 + organs, rows, columns), background 0.

    Args:
        maps: (batch, organs, rows, columns).
        shape: Of the slice, in pixels.
        width: Of the heat, in pixels of the slice; its half height is the spot's border. None takes as wide a spot as
            the map has pixels above half its height.
        least: Height below which there is no spot.
    """
    batch, organs, rows, columns = maps.shape
    scale = shape[0] / rows
    height, place = maps.flatten(2).max(dim=2)
    center = torch.stack([place // columns, place % columns], dim=-1) * scale
    if width is None:
        pixels = (maps > height[..., None, None] / 2).sum(dim=(2, 3))
        spread = (pixels / math.pi).sqrt() * scale / HALF
    else:
        spread = torch.full_like(height, width)
    down = torch.arange(shape[0], device=maps.device) - center[..., :1]
    right = torch.arange(shape[1], device=maps.device) - center[..., 1:]
    squared = (down[..., :, None] ** 2 + right[..., None, :] ** 2) / (2 * spread[..., None, None] ** 2)
    heat = torch.exp(-squared).clamp(1e-6, 1 - 1e-6) * (height >= least)[..., None, None]
    logits = heat.clamp_min(1e-6).logit()
    return torch.cat([torch.zeros_like(logits[:, :1]), logits], dim=1)

"""Heat about organs' centers: what a centre-point network learns, and how its answer is read."""

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

    mask: uint8 (rows, columns), of which `shape` is a whole fraction. width: in pixels of the mask; None takes, for
    each component, that of which the half height encloses as many pixels as it has.
    """
    heat, scale = np.zeros(shape, np.float32), mask.shape[0] / shape[0]
    _, _, stats, centers = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for (column, row), pixels in zip(centers[1:], stats[1:, cv2.CC_STAT_AREA], strict=True):
        own = width or math.sqrt(pixels / math.pi) / HALF
        np.maximum(heat, _gaussian((row / scale, column / scale), shape, max(own / scale, 0.5)), out=heat)
    return heat


def center_heat(label: Tensor, said: Tensor, width: float | None) -> Tensor:
    """The heat of every organ that `said` (…, organs or classes, rows, columns) speaks of, on its grid and device.

    label: class indices (batch, rows, columns). Returns float32 (batch, organs, rows, columns).
    """
    organs, shape = said.shape[-3] - (said.ndim == 4), tuple(said.shape[-2:])
    classes = label.cpu().numpy()
    heat = [
        [organ_heat((one == organ + 1).astype(np.uint8), shape, width) for organ in range(organs)] for one in classes
    ]
    return torch.from_numpy(np.array(heat)).to(said.device)


def heat_loss(said: Tensor, heat: Tensor, drawn: Tensor) -> Tensor:
    """Mean of the stacks' mean squared errors, over the organs that were drawn.

    said: heat maps (batch, stacks, organs, …), or logits (batch, classes, …) of spots. drawn: bool (batch, organs).
    """
    maps = said if said.ndim == 5 else said[:, None, 1:].sigmoid()
    error = ((maps.float() - heat[:, None]) ** 2).mean(dim=(-2, -1)).mean(dim=1)
    drawn = drawn.to(error.device)
    return (error * drawn).sum() / drawn.sum().clamp_min(1)


def spots(maps: Tensor, shape: tuple[int, int], width: float | None, least: float) -> Tensor:
    """A spot about the highest pixel of each organ's map: logits (batch, 1 + organs, rows, columns), background 0.

    maps: (batch, organs, rows, columns). shape: of the picture. width: of the heat, in the picture's pixels; its half
    height is the spot's border. None takes as wide a spot as the map has pixels above half its height. Where the height
    is below `least` there is no spot.
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

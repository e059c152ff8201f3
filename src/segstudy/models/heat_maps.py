"""Heat about organs' centers: what a center-point network learns, and how its answer is read."""

import math

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

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


def find_peaks(maps: Tensor, most: int, apart: int) -> tuple[Tensor, Tensor]:
    """The highest pixels of each map that no pixel around them exceeds, the highest first.

    As CenterNet takes objects from its heat maps (Zhou et al. 2019, arXiv:1904.07850).

    Args:
        maps: (batch, organs, rows, columns).
        most: How many of each map.
        apart: How far around a peak there is no other, in pixels of the map along rows and columns.

    Returns:
        Heights (batch, organs, most), -inf where a map has fewer peaks; and places (row, column) of the map,
        (batch, organs, most, 2).
    """
    around = F.max_pool2d(maps, 2 * apart + 1, stride=1, padding=apart)
    peaks = torch.where(maps == around, maps, -torch.inf).flatten(2)
    height, place = peaks.topk(min(most, peaks.shape[2]), dim=2)
    columns = maps.shape[-1]
    return height, torch.stack([place // columns, place % columns], dim=-1)


def spots(
    maps: Tensor, shape: tuple[int, int], width: float | None, least: float, most: int = 1, spread: float = 0.0
) -> Tensor:
    """A spot about each peak of each organ's map: logits (batch, 1 + organs, rows, columns), background 0.

    Spots of one organ do not touch: each reaches a third of the way to the next peak at most, so that whoever looks for
    connected components finds as many centers as there are peaks.

    Args:
        maps: (batch, organs, rows, columns).
        shape: Of the slice, in pixels.
        width: Of the heat, in pixels of the slice; its half height is the spot's border. None takes as wide a spot as
            the map has pixels above half its height, nearer to this peak than to others.
        least: Height below which there is no spot.
        most: Peaks of each map.
        spread: How far around a peak there is no other, in pixels of the slice; at least one pixel of the map.
    """
    scale = shape[0] / maps.shape[-2]
    height, place = find_peaks(maps, most, max(1, round(spread / scale)))
    there, center = height >= least, place * scale
    gaps = _gaps(center, there)
    widths = _widths(maps, height, place, there) * scale if width is None else torch.full_like(gaps, width)
    return drawn_spots(center, torch.minimum(widths, gaps / (3 * HALF)).clamp_min(0.5), there, shape)


def drawn_spots(center: Tensor, widths: Tensor, there: Tensor, shape: tuple[int, int]) -> Tensor:
    """Spots as logits (batch, 1 + organs, rows, columns), background 0: positive within the half height of a Gaussian.

    Args:
        center: (row, column) in pixels of the slice, (batch, organs, spots, 2).
        widths: Their standard deviations, (batch, organs, spots).
        there: Which are drawn, bool (batch, organs, spots).
        shape: Of the slice.
    """
    down = torch.arange(shape[0], device=center.device)
    right = torch.arange(shape[1], device=center.device)
    heat = torch.full((*center.shape[:2], *shape), 1e-6, device=center.device)
    for number in range(center.shape[2]):
        row, column = center[:, :, number, :1], center[:, :, number, 1:]
        squared = (down - row)[..., :, None] ** 2 + (right - column)[..., None, :] ** 2
        spot = torch.exp(-squared / (2 * widths[:, :, number, None, None] ** 2))
        heat = torch.maximum(heat, spot * there[:, :, number, None, None])
    logits = heat.clamp(1e-6, 1 - 1e-6).logit()
    return torch.cat([torch.zeros_like(logits[:, :1]), logits], dim=1)


def _gaps(center: Tensor, there: Tensor) -> Tensor:
    """How far each peak lies from the next one of its map that counts: (batch, organs, peaks), infinite without any."""
    apart = (center[:, :, :, None] - center[:, :, None]).float().norm(dim=-1)
    apart = apart.masked_fill(~there[:, :, None], torch.inf)
    alone = torch.eye(center.shape[2], dtype=torch.bool, device=center.device)
    return apart.masked_fill(alone, torch.inf).min(dim=3).values


def _widths(maps: Tensor, height: Tensor, place: Tensor, there: Tensor) -> Tensor:
    """The standard deviation of a disc of as many pixels as are above half of a peak and nearest to it, in pixels."""
    rows = torch.arange(maps.shape[-2], device=maps.device)
    columns = torch.arange(maps.shape[-1], device=maps.device)
    away = (rows[:, None] - place[..., :1, None]) ** 2 + (columns - place[..., 1:, None]) ** 2
    away = away.masked_fill(~there[..., None, None], 2 * maps[0, 0].numel() ** 2)
    nearest = away.argmin(dim=2, keepdim=True)
    own = nearest == torch.arange(height.shape[2], device=maps.device)[:, None, None]
    above = maps[:, :, None] > height[..., None, None] / 2
    return ((own & above).sum(dim=(3, 4)) / math.pi).sqrt() / HALF

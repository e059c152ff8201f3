"""From CT to the three channels that SAM 2 was trained on."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.running.errors import StudyError

# Hounsfield units that become black and white: the usual windows of radiology, as level ± half the width.
WINDOWS = {"soft_tissue": (-160.0, 240.0), "lung": (-1350.0, 150.0), "bone": (-500.0, 1300.0)}
# Mean and standard deviation of each channel of natural images, as the encoder was trained with.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def channels_of(windows: Sequence[str]) -> list[tuple[float, float]]:
    """The window of each of three channels.

    Raises:
        StudyError: There are not one or three known ones.
    """
    if unknown := [name for name in windows if name not in WINDOWS]:
        raise StudyError(f"SAM 2: no window is called {unknown[0]!r} (allowed: {', '.join(WINDOWS)})")
    if len(windows) not in (1, 3):
        raise StudyError(f"SAM 2 takes one window for all three channels, or three, not {len(windows)}")
    return [WINDOWS[name] for name in (windows if len(windows) == 3 else [*windows] * 3)]


def as_image(hu: Tensor, windows: Sequence[str]) -> Tensor:
    """Slices in Hounsfield units, (batch, rows, columns), as normalized images: (batch, 3, rows, columns)."""
    cut = [((hu.float() - low) / (high - low)).clamp(0, 1) for low, high in channels_of(windows)]
    mean, deviation = (hu.new_tensor(numbers, dtype=torch.float32)[:, None, None] for numbers in (MEAN, DEVIATION))
    return (torch.stack(cut, dim=1) - mean) / deviation


def resized(images: Tensor, side: int) -> Tensor:
    """(batch, channels, rows, columns) to (batch, channels, side, side); bilinear, antialiased where it shrinks."""
    if images.shape[-2:] == (side, side):
        return images
    return F.interpolate(images, size=(side, side), mode="bilinear", antialias=True)

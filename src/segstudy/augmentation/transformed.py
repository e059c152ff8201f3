"""The offline cache of transformed slices, and the few copies by which a report shows online transforms."""

from pkgutil import resolve_name

import numpy as np
import torch

from segstudy.augmentation.copies import case_entropy
from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.config.sections.transforms import AUGMENTER
from segstudy.volumes.cache import CachedSlices

# How often a case is shown as an online augmentation changes it.
SHOWN = 3
# Slices changed at a time.
TOGETHER = 16


def transformed_case(
    slices: CachedSlices, settings: AugmentationSettings, seed: int, case: str
) -> tuple[np.ndarray, np.ndarray]:
    """Copies of every slice of a case, each slice by its own draws: `settings.copies`, or `SHOWN` of online transforms.

    Args:
        slices: The case.
        settings: With transforms.
        seed: The study's.
        case: The case's name.

    Returns:
        Stored values (int16; of colors three planes a slice) and class indices (uint8), (copies × slices, rows,
        columns), copy after copy.
    """
    augmenter = resolve_name(AUGMENTER)(settings.transforms, settings.mirrored, (seed, *case_entropy(case)))
    shown = np.stack([slices.image(index) for index in range(len(slices))])
    image = torch.from_numpy(shown.reshape(len(slices), slices.planes, *slices.shape[1:]))
    label = torch.from_numpy(np.stack([slices.label(index) for index in range(len(slices))]))
    limits = np.iinfo(np.int16)
    images, labels = [], []
    for copy in range(SHOWN if settings.anew else settings.copies):
        for start in range(0, len(image), TOGETHER):
            numbers = range(start, min(start + TOGETHER, len(image)))
            part = slice(numbers.start, numbers.stop)
            changed = augmenter(image[part], label[part], copy + 1, numbers)
            stored = (changed.image.numpy().reshape(-1, *slices.shape[1:]) - slices.intercept) / slices.slope
            images.append(np.rint(stored).clip(limits.min, limits.max).astype(np.int16))
            labels.append(changed.label.numpy())
    return np.concatenate(images), np.concatenate(labels)

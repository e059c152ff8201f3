"""The offline affine cache: every slice of a case, moved at random, once or several times."""

import hashlib
from pkgutil import resolve_name

import numpy as np

from segstudy.augmentation.affine import apply_affine, sample_affine
from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.volumes.cache import CachedSlices

# What copies with transforms are made by, loaded where there are any.
TRANSFORMED = "segstudy.augmentation.transformed:transformed_case"


def case_entropy(name: str) -> list[int]:
    """Numbers that stand for a name, for a generator to be seeded with."""
    return np.frombuffer(hashlib.sha256(name.encode()).digest(), np.uint32).tolist()


def case_generator(seed: int, case: str, copy: int) -> np.random.Generator:
    """The random numbers of one copy of a case: its own, whatever other cases and copies there are."""
    return np.random.default_rng([seed, *case_entropy(f"{case}/{copy}")])


def augment_case(
    image: np.ndarray, label: np.ndarray, settings: AugmentationSettings, seed: int, case: str
) -> tuple[np.ndarray, np.ndarray]:
    """`settings.copies` moved copies of every slice, each slice by its own parameters.

    The same seed and case name give the same copies; raising `copies` keeps the earlier ones. What comes from outside a
    slice is the case's minimum, and background.

    Args:
        image: int16, (slices, rows, columns), of colors (slices, planes, rows, columns).
        label: uint8 class indices, (slices, rows, columns).
        settings: How many copies, and the limits of each parameter.
        seed: The study's.
        case: The case's name.

    Returns:
        The images as (copies × slices × planes, rows, columns), and the label maps, copy after copy.

    Raises:
        ValueError: Where the shapes do not go together.
    """
    if label.ndim != 3 or (len(image), *image.shape[-2:]) != label.shape:
        raise ValueError(f"image {image.shape} and label {label.shape} are not the same (slices, rows, columns)")
    fill = int(image.min())
    images = np.empty((settings.copies, *image.shape), np.int16)
    labels = np.empty((settings.copies, *label.shape), np.uint8)
    for copy in range(settings.copies):
        rng = case_generator(seed, case, copy)
        for index in range(len(image)):
            parameters = sample_affine(settings, rng)
            images[copy, index], labels[copy, index] = apply_affine(image[index], label[index], parameters, fill)
    return images.reshape(-1, *image.shape[-2:]), labels.reshape(-1, *label.shape[1:])


def augmented_slices(
    slices: CachedSlices, settings: AugmentationSettings, seed: int, case: str
) -> tuple[np.ndarray, np.ndarray]:
    """Copies of every slice of a cached case, by transforms or affine; arguments and result as of `augment_case`."""
    if settings.transforming:
        made: tuple[np.ndarray, np.ndarray] = resolve_name(TRANSFORMED)(slices, settings, seed, case)
        return made
    image = np.stack([slices.stored(index) for index in range(len(slices))])
    label = np.stack([slices.label(index) for index in range(len(slices))])
    return augment_case(image, label, settings, seed, case)

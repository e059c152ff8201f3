"""The offline affine cache: every slice of a case, moved at random, once or several times."""

import hashlib

import cv2
import numpy as np

from segstudy.augmentation.affine import apply_affine, sample_affine
from segstudy.config.augmentation import AugmentationSettings


def case_generator(seed: int, case: str, copy: int) -> np.random.Generator:
    """The random numbers of one copy of a case: its own, whatever other cases and copies there are."""
    digest = hashlib.sha256(f"{case}/{copy}".encode()).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest, np.uint32).tolist()])


def augment_case(
    image: np.ndarray, label: np.ndarray, settings: AugmentationSettings, seed: int, case: str
) -> tuple[np.ndarray, np.ndarray]:
    """`settings.copies` moved copies of every slice, each slice by its own parameters.

    image: int16, label: uint8 class indices, both (slices, rows, columns).
    Returns both as (copies × slices, rows, columns), copy after copy. The same seed and case name give the
    same copies; raising `copies` keeps the earlier ones. What comes from outside a slice is the case's
    minimum, and background.
    """
    if image.shape != label.shape or image.ndim != 3:
        raise ValueError(f"image {image.shape} and label {label.shape} are not the same (slices, rows, columns)")
    cv2.setNumThreads(1)  # slices are small, and jobs run beside each other
    fill = int(image.min())
    images = np.empty((settings.copies, *image.shape), np.int16)
    labels = np.empty((settings.copies, *label.shape), np.uint8)
    for copy in range(settings.copies):
        rng = case_generator(seed, case, copy)
        for index in range(len(image)):
            parameters = sample_affine(settings, rng)
            images[copy, index], labels[copy, index] = apply_affine(image[index], label[index], parameters, fill)
    return images.reshape(-1, *image.shape[1:]), labels.reshape(-1, *label.shape[1:])

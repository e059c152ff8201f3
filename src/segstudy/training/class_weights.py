"""Weights of the classes in the cross-entropy."""

from collections.abc import Mapping, Sequence

import numpy as np

from segstudy.config.sections.training import BACKGROUND
from segstudy.running.errors import StudyError
from segstudy.training.labelled import LabelledSlices


def class_frequencies(cases: Sequence[LabelledSlices]) -> np.ndarray:
    """(classes,) float: each class's share of the pixels of those cases in which it was drawn."""
    classes = len(cases[0].annotated)
    pixels = np.zeros(classes, np.int64)
    counts = np.zeros(classes, np.int64)
    for case in cases:
        for index in range(len(case.slices)):
            counts += np.bincount(case.slices.label(index).ravel(), minlength=classes) * case.annotated
        pixels += int(np.prod(case.slices.shape)) * case.annotated
    return counts / np.maximum(pixels, 1)


def balanced_weights(frequencies: np.ndarray) -> np.ndarray:
    """Inverse square root of the frequencies, with mean 1; 0 for a class that never occurs.

    The plain inverse gives organs of a few pixels so much that the network draws them far too large; the square
    root tempers it, as Mahajan et al. 2018 ("Exploring the limits of weakly supervised pretraining") do for rare
    classes.
    """
    weights = np.zeros_like(frequencies, dtype=np.float64)
    occurs = frequencies > 0
    weights[occurs] = 1 / np.sqrt(frequencies[occurs])
    return weights / weights[occurs].mean()


def named_weights(key: str, given: Mapping[str, float], organs: Sequence[str]) -> np.ndarray:
    """(classes,) float32 of weights given by name for `background` and organs; a class that is not named weighs 1.

    Args:
        key: Of the configuration.
        given: What it says.
        organs: In the study's order.

    Raises:
        StudyError: A name is unknown, or no class has a weight above 0.
    """
    names = [BACKGROUND, *organs]
    if unknown := [name for name in given if name not in names]:
        raise StudyError(f"{key}: {unknown[0]!r} is neither background nor an organ ({', '.join(names)})")
    weights = np.array([given.get(name, 1) for name in names], np.float32)
    if not weights.any():
        raise StudyError(f"{key}: all are 0; nothing would be learned")
    return weights


def class_weights(
    choice: str | Mapping[str, float], cases: Sequence[LabelledSlices], organs: Sequence[str]
) -> np.ndarray | None:
    """(classes,) float32 for `none` (None), `balanced`, or given by name (see `named_weights`).

    Args:
        choice: What the configuration says.
        cases: The training's.
        organs: In the study's order.
    """
    if choice == "none":
        return None
    if isinstance(choice, str):
        return balanced_weights(class_frequencies(cases)).astype(np.float32)
    return named_weights("class_weights", choice, organs)


def dice_weights(choice: str | Mapping[str, float], organs: Sequence[str]) -> np.ndarray:
    """(classes,) float32: `organs` each the same and background nothing, or given by name."""
    if isinstance(choice, str):
        return np.array([0, *(1 for _ in organs)], np.float32)
    return named_weights("dice_weights", choice, organs)

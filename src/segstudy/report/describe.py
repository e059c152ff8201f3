"""Preparations, augmentations and the like in words."""

from collections.abc import Mapping
from typing import Any

from segstudy.config.augmentation import AugmentationSettings
from segstudy.config.postprocessing import PostprocessingSettings
from segstudy.config.preparation import PreparationSettings
from segstudy.config.training import TrainingSettings
from segstudy.report.networks import NAMES
from segstudy.report.numbers import MINUS, listing, plural

OPTIMIZERS = {"adam": "Adam", "adamw": "AdamW"}


def short(value: Any) -> str:
    """A number as people write it: no needless digits, a true minus sign."""
    return f"{value:g}".replace("-", MINUS) if isinstance(value, int | float) else str(value)


def setting(value: Any) -> str:
    """A configuration value in words: `factor 0.5, patience 5`, `none`, `yes`."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {setting(inside)}" for key, inside in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(setting(inside) for inside in value)
    return short(value)


def times(values: Any) -> str:
    """`256 × 256`."""
    return " × ".join(short(value) for value in values)


def model(told: str | Mapping[str, Any]) -> str:
    """`ENet (kernels 16, factor 2)`."""
    if isinstance(told, str):
        return NAMES.get(told, told)
    name, arguments = next(iter(told.items()))
    inside = ", ".join(f"{key} {short(value)}" for key, value in (arguments or {}).items())
    return f"{NAMES.get(name, name)} ({inside})" if inside else NAMES.get(name, name)


def preparation(settings: PreparationSettings) -> str:
    """What is done to a scan, in order."""
    steps = [] if settings.orientation == "stored" else [f"axes turned to {settings.orientation}"]
    if settings.clip_hu:
        low, high = settings.clip_hu
        steps.append(f"intensities clipped to {short(low)} to {short(high)} HU")
    if settings.spacing_mm:
        steps.append(f"resampled to {times(settings.spacing_mm)} mm (image linear, labels nearest neighbor)")
    if settings.normalize == "zscore":
        steps.append("normalized to zero mean and unit variance, each scan by its own")
    elif settings.normalize == "unit":
        steps.append("scaled so that the clipped range becomes 0 to 1")
    else:
        levels = f" in {settings.levels} grey levels" if settings.levels else ""
        steps.append(f"scaled by each scan's minimum and maximum{levels}")
    if settings.crop:
        margin = f" with a margin of {short(settings.margin_mm)} mm" if settings.margin_mm else ""
        steps.append(f"cut at the box around all above {short(settings.foreground_hu)} HU{margin}")
    if settings.size is None:
        return ", ".join(steps)
    how = "cut or padded about the body's center" if settings.fitting == "crop" else "resized in plane"
    steps.append(f"{how} to {times(settings.size)} pixels")
    return ", ".join(steps)


def augmentation(settings: AugmentationSettings) -> str:
    """How the extra training samples are made."""
    return (
        f"each training slice {'once' if settings.copies == 1 else f'{settings.copies} times'} more, rotated by up to "
        f"±{short(settings.rotate_deg)}°, scaled by {short(round(1 - settings.scale, 6))} to "
        f"{short(round(1 + settings.scale, 6))} and moved by up to ±{short(settings.translate_px)} pixels, never "
        "mirrored"
    )


def postprocessing(settings: PostprocessingSettings) -> str:
    """The steps on each organ of a predicted label map, in order."""
    steps = []
    if settings.closing_mm:
        steps.append(f"binary closing ({short(settings.closing_mm)} mm)")
    if settings.opening_mm:
        steps.append(f"binary opening ({short(settings.opening_mm)} mm)")
    if settings.largest_component:
        steps.append("only the largest connected component kept")
    where = f" of {listing(settings.organs)}" if settings.organs else ""
    return f"{', '.join(steps)}{where}" if steps else "nothing"


def loss(settings: TrainingSettings) -> str:
    """What a training minimizes."""
    if settings.loss == "ce":
        return "cross-entropy"
    shares = settings.loss_weights
    if settings.loss == "dice":
        words = "the Dice loss"
    elif shares.dice == shares.ce == 1:
        words = "the sum of Dice loss and cross-entropy"
    else:
        words = f"{short(shares.dice)} times the Dice loss plus {short(shares.ce)} times the cross-entropy"
    if settings.dice_weights != "organs":
        words += f", class weights in the Dice loss {setting(settings.dice_weights)}"
    return words


def class_weights(told: str | Mapping[str, float]) -> str:
    """How the cross-entropy weighs classes."""
    if told == "none":
        return "all classes weighing the same"
    if told == "balanced":
        return "classes weighted inversely to their frequency in the training labels"
    return "class weights " + ", ".join(f"{name} {short(weight)}" for name, weight in told.items())


def epochs(settings: Any) -> str:
    """How long a training lasts and how its rate changes."""
    text = f"{plural(settings.epochs, 'epoch')}"
    if settings.early_stopping:
        text = f"at most {text}, ended after {settings.early_stopping} without a better validation Dice"
    if settings.schedule == "poly":
        text += "; the rate falling to nothing as (1 - epoch / epochs) to the power 0.9"
    if settings.schedule == "plateau":
        text += (
            f"; the rate multiplied by {short(settings.plateau.factor)} after {settings.plateau.patience} epochs "
            "without a lower validation loss"
        )
    return text

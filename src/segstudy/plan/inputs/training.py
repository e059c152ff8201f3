"""The files that a training reads: caches, the answer of a search, a checkpoint."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segstudy.plan.sources import checkpoint_files

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan
    from segstudy.plan.search import Part
    from segstudy.plan.training import Training


def caches(plan: "Plan", fitted: "Training | Part", parts: tuple[Sequence[str], Sequence[str]], kind: str) -> list[str]:
    """Cached files of a training and a validation part.

    Args:
        plan: The study's.
        fitted: Whose preparation and augmentation count.
        parts: Names of the cases to train and to validate on.
        kind: `image` or `label`.
    """
    prepared = f"prepared/{fitted.preparation}/{{case}}.{kind}.b2nd"
    training, validation = (plan.per_case(prepared, part) for part in parts)
    if fitted.augmentation and not plan.online(fitted.augmentation):
        augmented = f"augmented/{fitted.preparation}/{fitted.augmentation}/{{case}}.{kind}.b2nd"
        training += plan.per_case(augmented, parts[0])
    return training + validation


def training_caches(plan: "Plan", training: str, fold: int, kind: str) -> list[str]:
    """Cached files (`image` or `label`) that a training reads of its training and validation part."""
    fitted = plan.own_trainings[training]
    parts = plan.split(fold, fitted.fraction, fitted.learn_from, fitted.draw)
    return caches(plan, fitted, parts, kind)


def search_answer(plan: "Plan", training: str, fold: int) -> list[str]:
    """The answer of the search that a training waits for, if there is one."""
    folder = plan.answer_of(plan.own_trainings[training], fold)
    return [plan.path(f"tuned/{folder}/best.yaml")] if folder else []


def start_files(plan: "Plan", training: str) -> list[str]:
    """The files of the weights that a training starts from, if it does not start at random."""
    arguments = plan.own_trainings[training].arguments
    encoder = arguments.get("encoder_weights")
    return checkpoint_files(arguments.get("checkpoint")) + ([encoder] if encoder else [])


def trained_files(plan: "Plan", *names: str) -> list[str]:
    """The files of these names that all trainings leave on all folds."""
    return [
        plan.path(f"trained/{training}/fold-{fold}/{name}")
        for training in plan.trainings
        for fold in plan.fold_numbers
        for name in names
    ]

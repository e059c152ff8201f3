"""Organs that a fold's networks cannot learn, or cannot be chosen by, because no patient shows them there."""

from collections.abc import Iterable, Mapping, Sequence

from segstudy.cases.text import listing

# Fold, and the cases that are learned from and that choose the checkpoint.
Parts = tuple[int, Sequence[str], Sequence[str]]


def uncovered_organs(
    organs: Iterable[str],
    shown: Mapping[str, Iterable[str]],
    patients: Mapping[str, str],
    parts: Sequence[Parts],
) -> list[str]:
    """One line for each fold, organ and part without a patient who has it.

    Args:
        organs: The study's.
        shown: The organs in the label map of each case that could be read.
        patients: The patient of each case.
        parts: Of every fold.
    """
    lines = []
    for fold, training, validation in parts:
        for organ in organs:
            having = {case for case, there in shown.items() if organ in there}
            who = listing(sorted({patients[case] for case in having}))
            if not having & set(training):
                lines.append(
                    f"fold {fold}: no patient to learn from has {organ} (only {who}): its networks cannot know it, and "
                    "it counts against the arms; `folds: {stratify: organs}` spreads such patients"
                )
            elif validation and not having & set(validation):
                lines.append(
                    f"fold {fold}: no validation patient has {organ} (only {who}), so that the checkpoint is chosen "
                    "without it; `folds: {stratify: organs}` spreads such patients"
                )
    return lines


def folds_without_validation(shown: Mapping[str, Iterable[str]], parts: Sequence[Parts]) -> list[str]:
    """Folds whose checkpoint nothing can choose, because no validation patient has any organ."""
    return [
        f"fold {fold}: no validation patient has any organ of this study, so that no checkpoint can be chosen; add "
        "patients who have one, or change `folds.count`, `folds.validation` or `folds.stratify`"
        for fold, _, validation in parts
        if validation and not any(list(shown.get(case, ())) for case in validation)
    ]

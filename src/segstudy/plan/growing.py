"""From a study's `grow` to the networks that learn from more and more patients. Pure and quick, as the plan."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segstudy.config.sections.grow import RANDOM
from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.plan.cases import PlannedCases


@dataclass(frozen=True)
class Grown:
    """From whom a training learns on each fold.

    Attributes:
        by: The strategy.
        round: Counted from 0, in which all strategies have the same patients.
        patients: How many training patients of each fold.
        previous: The training of the round before, whose network of the same fold is asked; None where nobody is.
    """

    by: str
    round: int
    patients: int
    previous: str | None

    @property
    def asks(self) -> bool:
        """Whether the network of the round before is asked."""
        return self.previous is not None and self.by != RANDOM

    @property
    def name(self) -> str:
        """What it is called in the tables."""
        return f"{self.by}-{self.patients}"


def grown_name(by: str, start: int, add: int, number: int) -> str:
    """The part of a training's name that says from whom it learns: no lot depends on how many are added at once."""
    patients = start + number * add
    return f"grown-{RANDOM}-{patients}" if by == RANDOM or not number else f"grown-{by}-{start}-{add}-{number}"


def check_growing(plan: "PlannedCases") -> None:
    """Refuse rounds for which a fold has too few training patients.

    Raises:
        StudyError: There are too few.
    """
    if plan.settings.grow is None:
        return
    for fold in plan.fold_numbers:
        there = len({plan.cases[case].patient for case in plan.split(fold)[0]})
        if there < plan.settings.grow.most:
            raise StudyError(
                f"config: grow: the last round has {plan.settings.grow.most} training patients, of whom fold {fold} "
                f"has {there}; have fewer `rounds`, or `add` or `start` with fewer"
            )

"""`next_to_label.csv`: which case without a label map to draw next."""

from typing import NamedTuple

from segstudy.tables.table import Table

# Few strategies beat random ones, and hardly any those that know of the foreground: the two stand beside the others.
STRATEGIES = ("entropy", "disagreement", "representative", "random", "random_foreground")


class NextToLabelRow(NamedTuple):
    """One case in one strategy's order.

    Attributes:
        rank: 1 is to be drawn first.
        case: The case's name.
        strategy: One of `STRATEGIES`.
        score: What the strategy orders by, the highest first.
    """

    rank: int
    case: str
    strategy: str
    score: float


NEXT_TO_LABEL = Table.of("next_to_label.csv", NextToLabelRow, digits=6)
"""One row for each strategy and case."""

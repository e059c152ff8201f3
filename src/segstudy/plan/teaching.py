"""Whose labels a training learns from besides those that people drew."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PseudoLabels:
    """What a training learns besides.

    Attributes:
        teacher: The training whose network of the same fold labels cases.
        keep: Share of the cases that are learned from, of each organ.
        by: The map of uncertainty that tells the surest.
        passes: Through the teacher; with several its dropout is left on.
        left_out: Whether training patients that are left out count as cases without a label map.
        round: Which of the arm's, counted from 1.
    """

    teacher: str
    keep: float
    by: str
    passes: int
    left_out: bool
    round: int

    @property
    def hashed(self) -> dict[str, Any]:
        """What stands in a training's hash: of the rounds before, by the teacher's name."""
        return {key: getattr(self, key) for key in ("teacher", "keep", "by", "passes", "left_out")}

    @property
    def folder(self) -> str:
        """Of what the teacher predicts, below `pseudo/`: students that differ in what they keep share it."""
        parts = [self.teacher, *([self.by] if self.by != "entropy" else [])]
        return ".".join([*parts, *([f"passes-{self.passes}"] if self.passes > 1 else [])])

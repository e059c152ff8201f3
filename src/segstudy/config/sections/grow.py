"""`grow:` which patient to draw next, asked of patients who are drawn already."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import Cite, listing, plural

RANDOM, FOREGROUND = "random", "random_foreground"
BY_IN_WORDS = {
    RANDOM: "drawn by lot",
    FOREGROUND: "drawn by lot with chances that grow with how much the network of the round before finds in them",
    "entropy": "of whose organs the network of the round before was least sure",
}
Strategy = Literal["random", "random_foreground", "entropy"]


class GrowSettings(Section):
    """Learning curves of one arm, whose training patients are added in rounds by different strategies."""

    arm: Annotated[
        str | None, Field(description="The arm whose networks learn from more and more; none is the baseline.")
    ] = None
    by: Annotated[
        list[Strategy],
        Field(
            min_length=1,
            description="Strategies: `random`, by lot, beside which every other one stands; `random_foreground`, by "
            "lot with chances in proportion to the volume that the fold's network of the round before finds to draw; "
            "`entropy`, those patients first in whom the fold's network of the round before has the highest mean "
            "entropy over its organs.",
        ),
    ] = ["random", "entropy"]
    start: Annotated[
        int, Field(ge=1, description="Training patients of each fold to begin with, the same for all strategies.")
    ] = 4
    add: Annotated[int, Field(ge=1, description="Training patients that each round adds.")] = 2
    rounds: Annotated[int, Field(ge=1, le=50, description="Rounds.")] = 4

    @model_validator(mode="after")
    def _beside_random(self) -> "GrowSettings":
        if RANDOM not in self.by or len(set(self.by)) < len(self.by):
            raise ValueError("`by` names each strategy once, and `random` among them, which few others beat")
        return self

    @property
    def strategies(self) -> list[str]:
        """All but the lot."""
        return [each for each in self.by if each != RANDOM]

    @property
    def most(self) -> int:
        """Training patients of the last round."""
        return self.start + self.rounds * self.add

    def in_words(self, arm: str, cite: Cite) -> str:
        """What was asked.

        Args:
            arm: Whose networks.
            cite: Numbers references.
        """
        ways = listing([BY_IN_WORDS[each] for each in self.by])
        return (
            f"Which patient to draw next was asked of those drawn already {cite('nnactive')}: the network of {arm} "
            f"learned on each fold from {plural(self.start, 'training patient')}, and in "
            f"{plural(self.rounds, 'round')} from {self.add} more each, {ways}; held-out patients chose nothing, and "
            "validation patients stayed the same."
        )

"""`arms[].pseudo_labels:` what an arm learns besides, from labels that another arm's networks predict."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.sections.left_out import LeftOut
from segstudy.config.sections.section import Section
from segstudy.config.sections.words import Cite, plural, short

BY_IN_WORDS = {
    "entropy": "the entropy",
    "variance": "the variance over passes",
    "mutual_information": "the mutual information of passes",
}


class PseudoLabelSettings(Section):
    """Labels that a teacher predicts where nobody drew any, of which the surest are learned from."""

    teacher: Annotated[
        str,
        Field(
            description="The arm whose network of the same fold and seed labels the cases, before any post-processing: "
            "it never saw a test patient of that fold."
        ),
    ]
    keep: Annotated[
        float,
        Field(
            gt=0,
            le=1,
            description="Share of the cases, of each organ, that are learned from: those in which the teacher is "
            "surest of it. An organ that it does not find in a case is never taught as absent.",
        ),
    ] = 0.5
    rounds: Annotated[
        int,
        Field(
            ge=1,
            le=10,
            description="How often: from the second round on, the network of the round before is the teacher.",
        ),
    ] = 1
    by: Annotated[
        Literal["entropy", "variance", "mutual_information"],
        Field(
            description="How unsure a teacher is of an organ: the mean of this map over the voxels that it calls so. "
            "All but `entropy` take several `passes`."
        ),
    ] = "entropy"
    passes: Annotated[
        int,
        Field(ge=1, le=1000, description="Passes through the teacher; with several, its dropout is left on."),
    ] = 1
    left_out: LeftOut = True

    def in_words(self, cite: Cite) -> str:
        """What an arm learned besides."""
        passes = f" over {self.passes} passes with dropout left on" if self.passes > 1 else ""
        rounds = f", in {plural(self.rounds, 'round')}" if self.rounds > 1 else ""
        left = "" if self.left_out else ", not from the training patients whose label maps it left out"
        return (
            f"learned besides from pseudo-labels {cite('pseudo_labels')}: what the network of {self.teacher} of the "
            f"same fold predicted where nobody had drawn an organ, in the {short(100 * self.keep)} % of the cases, of "
            f"each organ, in which {BY_IN_WORDS[self.by]} of its voxels was least on average{passes}{rounds}{left}"
        )

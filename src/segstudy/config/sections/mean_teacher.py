"""`arms[].mean_teacher:` what an arm learns besides, from scans alone: to say the same of them under noise."""

from typing import Annotated

from pydantic import Field

from segstudy.config.sections.left_out import LeftOut
from segstudy.config.sections.section import Section
from segstudy.config.sections.words import Cite, short

# Decay, a step, of the moving average that teaches, where the arm's training keeps none.
DECAY = 0.99


class MeanTeacherSettings(Section):
    """A moving average of the network's own weights, with which it is to agree on scans that nobody drew."""

    weight: Annotated[
        float,
        Field(gt=0, description="What the disagreement, a mean squared difference of probabilities, is multiplied by."),
    ] = 0.1
    noise: Annotated[
        float,
        Field(
            gt=0,
            description="Standard deviation of the noise by which student and teacher see a scan differently, in what "
            "the network is shown (1 is the spread of a scan under `normalize: zscore`).",
        ),
    ] = 0.1
    ramp: Annotated[
        float,
        Field(gt=0, le=1, description="Share of the epochs over which the weight rises to its height, as a Gaussian."),
    ] = 0.4
    left_out: LeftOut = True

    def in_words(self, cite: Cite) -> str:
        """What an arm learned besides."""
        left = "" if self.left_out else ", not of the training patients whose label maps it left out"
        return (
            f"learned besides from slices without a label map{left}: to agree on them with the moving average of its "
            f"own weights {cite('mean_teacher')}, each seeing another noise (standard deviation {short(self.noise)}); "
            f"the mean squared difference of probabilities weighed {short(self.weight)}, rising over the first "
            f"{short(100 * self.ramp)} % of the epochs"
        )

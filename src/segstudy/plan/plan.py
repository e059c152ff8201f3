"""From a study's configuration to its cases, arms, trainings and paths.

Pure and quick: no scan is opened and no heavy library imported, because every job of a cluster run
plans the study again, but for the cases, which it is handed (see `segstudy.plan.handed`).
"""

from functools import cached_property

from segstudy.plan.runs import PlannedRuns
from segstudy.plan.uncertainty import Uncertain, uncertain_predictions


class Plan(PlannedRuns):
    """What a study consists of. Paths are relative to the folder Snakemake runs in."""

    @cached_property
    def uncertain(self) -> dict[str, Uncertain]:
        """What predicts the folders below `uncertainty/`, by name.

        Raises:
            StudyError: Only cases without a label map could be asked, and there is none.
        """
        return uncertain_predictions(self)

"""Which arms see views that another arm lays."""

from segstudy.config.representations import CARTESIAN
from segstudy.config.source_arms import TRUTH
from segstudy.config.study import StudySettings


def laid_arms(settings: StudySettings) -> dict[str, str]:
    """The arm that lays the views of each arm that sees some; oracles, whose views nobody lays, are left out."""
    return {
        arm.name: arm.source_arm for arm in settings.arms if arm.representation != CARTESIAN and arm.source_arm != TRUTH
    }


def lays_views(settings: StudySettings) -> bool:
    """Whether there is any; a table of centers in a study without one would be from an earlier run."""
    return bool(laid_arms(settings))

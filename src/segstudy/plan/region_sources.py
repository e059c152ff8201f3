"""Which arms look where another arm's predictions lie."""

from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.source_arms import TRUTH
from segstudy.config.sections.study import StudySettings


def region_sources(settings: StudySettings) -> dict[str, str]:
    """The region-of-interest source of each arm that has another arm for one; not of oracles, which have the truth."""
    return {
        arm.name: arm.source_arm
        for arm in settings.arms
        if arm.representation != CARTESIAN and arm.source_arm not in (None, TRUTH)
    }


def has_region_sources(settings: StudySettings) -> bool:
    """Whether there is any; a table of centers in a study without one would be from an earlier run."""
    return bool(region_sources(settings))

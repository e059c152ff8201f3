"""The files that searches for hyper-parameters read and leave."""

from typing import TYPE_CHECKING

from segstudy.plan.inputs.training import caches

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan

ANSWERS = ("best.yaml", "trials.csv", "importance.csv")


def trial_caches(plan: "Plan", part: str, kind: str) -> list[str]:
    """Cached files (`image` or `label`) that a trial reads, all of its fold's training part."""
    searched = plan.search_parts[part]
    return caches(plan, searched, plan.split(searched.fold), kind)


def earlier_trials(plan: "Plan", part: str, trial: int) -> list[str]:
    """The trials of earlier rounds."""
    return [plan.path(f"tuned/{path}") for path in plan.search_parts[part].earlier(trial)]


def trials(plan: "Plan", part: str) -> list[str]:
    """All trials of a part of a search."""
    return [plan.path(f"tuned/{path}") for path in plan.search_parts[part].trials]


def search_files(plan: "Plan") -> list[str]:
    """What all searches leave."""
    return [plan.path(f"tuned/{part}/{name}") for part in plan.search_parts for name in ANSWERS]

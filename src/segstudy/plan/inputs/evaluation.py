"""The files of what is measured of predictions: organs, tissues, centers, and sets that are only tested on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def evaluated_outside(plan: "Plan", name: str) -> list[tuple[str, str]]:
    """(run, case) of a set that is only tested on, for the runs that predict it."""
    return [(run, case) for run in plan.measured_runs for case in plan.cases_of(run) if plan.outside.get(case) == name]


def outside_files(plan: "Plan", name: str) -> list[str]:
    """The metrics of the cases of a set that is only tested on, one file a run and case."""
    return [plan.path(f"evaluated/{run}/{case}.csv") for run, case in evaluated_outside(plan, name)]


def outside_tables(plan: "Plan") -> list[str]:
    """The metrics of all sets that are only tested on, one table a set."""
    return [plan.path(f"evaluated_on/{name}.csv") for name in plan.settings.evaluate_on]


def tissue_tables(plan: "Plan") -> list[str]:
    """The tables of all runs; none where no tissue is asked for."""
    return [plan.path(f"tissues/{run}.csv") for run in plan.measured_runs] if plan.settings.tissues else []


def nsd_tables(plan: "Plan") -> list[str]:
    """NSD at several tolerances, a table a run; none where no tolerance is asked for."""
    return [plan.path(f"nsd/{run}.csv") for run in plan.measured_runs] if plan.settings.evaluation.nsd_at_mm else []


def measured_centers(plan: "Plan") -> list[tuple[str, str]]:
    """(run, case) of every label map, of a case with labels, by which other arms' views are placed."""
    sources = {view.source for view in plan.views.values()}
    return [(run, case) for run in plan.runs if run in sources for case in plan.measured]


def center_files(plan: "Plan") -> list[str]:
    """How far off the centers are, one file a run and case."""
    return [plan.path(f"centers/{run}/{case}.json") for run, case in measured_centers(plan)]


def center_tables(plan: "Plan") -> list[str]:
    """The table of a study in which an arm places views for another; of another none."""
    return [plan.path("centers.csv")] if measured_centers(plan) else []

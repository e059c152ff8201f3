"""The tables that the comparison leaves, as far as a study has them."""

from typing import TYPE_CHECKING

from segstudy.plan.inputs.audit import audit_table
from segstudy.plan.inputs.outside_folds import tables_by_fold
from segstudy.plan.region_sources import has_region_sources

if TYPE_CHECKING:
    from segstudy.config.sections.study import StudySettings
    from segstudy.plan.plan import Plan

ALWAYS = (
    *("means", "learning", "representations", "ranks", "pairs", "volume_errors", "agreement", "tradeoffs", "pareto"),
)


def further_tables(plan: "Plan") -> list[str]:
    """The tables beside statistics.csv and summary.csv that this study has."""
    names = list(ALWAYS)
    if plan.settings.reference_results is not None:
        names.append("reference_results")
    names += further_rankings(plan)
    if plan.settings.evaluate_on:
        names.append("outside_means")
    if tables_by_fold(plan):
        names.append("outside_folds")
    if plan.settings.data_sets:
        names.append("set_means")
    if has_sets(plan.settings):
        names.append("set_statistics")
    if plan.settings.evaluation.nsd_at_mm:
        names.append("nsd")
    if has_region_sources(plan.settings):
        names += ["center_cases", "center_effects"]
    names += subgroups(plan)
    if audit_table(plan):
        names.append("without_suspects")
    return [plan.path(f"{name}.csv") for name in names]


def has_sets(settings: "StudySettings") -> bool:
    """Whether arms are compared on sets of cases by themselves."""
    return bool(settings.data_sets or settings.evaluate_on)


def further_rankings(plan: "Plan") -> dict[str, str]:
    """The tables of what each option of a grid does, and of training's chance, where a study has grids and seeds."""
    has = {"effects": bool(plan.settings.grids), "components": plan.settings.seeds > 1}
    return {name: plan.path(f"{name}.csv") for name, there in has.items() if there}


def reference_results(plan: "Plan") -> dict[str, str]:
    """The table of published beside measured numbers, of a study that names a publication."""
    if plan.settings.reference_results is None:
        return {}
    return {"reference_results": plan.path("reference_results.csv")}


def subgroups(plan: "Plan") -> dict[str, str]:
    """The table of groups of patients, of a study that asks for some."""
    return {"subgroups": plan.path("subgroups.csv")} if plan.subgroups else {}


def set_means(plan: "Plan") -> dict[str, str]:
    """The table of means by data set, of a study that has some."""
    return {"set_means": plan.path("set_means.csv")} if plan.settings.data_sets else {}

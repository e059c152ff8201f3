"""The files of what networks could reach with each preparation."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def ceiling_files(plan: "Plan") -> list[str]:
    """One file a preparation and labeled case."""
    pattern = "ceilings/{preparation}/{{case}}.csv"
    return [
        file
        for preparation in plan.prepared
        for file in plan.per_case(pattern.format(preparation=preparation), plan.labelled)
    ]


def ceiling_tables(plan: "Plan") -> list[str]:
    """The table of a study that prepares volumes for networks; of another none."""
    return [plan.path("ceilings.csv")] if plan.prepared else []

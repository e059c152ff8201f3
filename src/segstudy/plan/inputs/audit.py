"""The files from which labels are audited, and the table that comes of it."""

from typing import TYPE_CHECKING

from segstudy.config.sections.source_arms import TRUTH

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def audited_by(plan: "Plan") -> list[str]:
    """The folders below `inferred/` of networks that know nothing of the label maps they are asked about.

    Each network once, before any post-processing: arms that share one are one opinion, and an ensemble is that of its
    members. Networks that look where the label map says know some of it.
    """
    found: dict[tuple[str, str | None], str] = {}
    for run in plan.measured_runs.values():
        if run.training is None or run.inferred is None or _knows_truth(plan, run.inferred):
            continue
        key = (run.training, plan.sourced.get(run.inferred))
        found[key] = min(found.get(key, run.inferred), run.inferred)
    return sorted(found.values())


def _knows_truth(plan: "Plan", inferred: str | None) -> bool:
    """Whether the label map places what this prediction starts from, by whichever way round."""
    source = plan.sourced.get(inferred or "")
    return source == TRUTH or (source is not None and _knows_truth(plan, plan.runs[source].inferred))


def audited_cases(plan: "Plan") -> list[str]:
    """The cases whose label maps are audited: all that networks were held out from, where there are any."""
    return plan.measured if audited_by(plan) else []


def opinions(plan: "Plan", case: str) -> list[str]:
    """What each network says of a case."""
    return [plan.path(f"inferred/{name}/{case}.nii.gz") for name in audited_by(plan)]


def audit_table(plan: "Plan") -> list[str]:
    """The table of a study that has such networks; of another none."""
    return [plan.path("label_audit.csv")] if audited_cases(plan) else []


def undrawn_cases(plan: "Plan") -> list[str]:
    """The cases without a label map that networks predict, and one of which may be drawn next."""
    return [case for case in plan.unlabeled if case in plan.predicted and case not in plan.outside]


def candidates(plan: "Plan") -> list[str]:
    """The cases that are measured to find the next one to draw: those without a label map, and those with one."""
    undrawn = undrawn_cases(plan) if audited_by(plan) else []
    return [*undrawn, *plan.measured] if undrawn else []


def next_table(plan: "Plan") -> list[str]:
    """The table of a study with networks and cases without a label map; of another none."""
    return [plan.path("next_to_label.csv")] if candidates(plan) else []

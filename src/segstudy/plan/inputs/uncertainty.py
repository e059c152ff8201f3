"""The files that uncertainty is found from, and those that it leaves."""

from typing import TYPE_CHECKING, NamedTuple

from segstudy.plan.inputs.prediction import network_folders

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan

TABLES = ("uncertainty", "uncertainty_summary", "calibration", "retained_dice")


def uncertain_networks(plan: "Plan", uncertain: str, case: str, name: str) -> list[str]:
    """A file (`weights.safetensors` or `model.yaml`) of each network that predicts a case again and again."""
    return [
        f"{folder}/{name}"
        for training in plan.uncertain[uncertain].trainings
        for folder in network_folders(plan, training.name, case)
    ]


def uncertain_prepared(plan: "Plan", uncertain: str, case: str, kind: str) -> str:
    """The prepared scan of a case (`image.b2nd`), or its grid (`grid.json`)."""
    training = plan.uncertain[uncertain].trainings[0]
    return plan.path(f"prepared/{training.preparation}/{case}.{kind}")


class MeasuredCase(NamedTuple):
    """A case of an arm in which it is measured whether uncertainty tells errors.

    Attributes:
        arm: The arm's name.
        seeds: Its seed, or several joined by `+`.
        fold: The fold that held the case out.
        case: The case's name.
        file: Where the measurement is.
    """

    arm: str
    seeds: str
    fold: int
    case: str
    file: str


def measured_uncertainty(plan: "Plan") -> list[MeasuredCase]:
    """Every measured case, arms in the study's order."""
    order = {arm.name: place for place, arm in enumerate(plan.settings.arms)}
    rows = [
        MeasuredCase(arm, seeds, plan.folds[case], case, plan.path(f"uncertainty/{name}/{case}/measured.json"))
        for name, each in plan.uncertain.items()
        for arm, seeds in each.asked
        for case in each.measured
    ]
    return sorted(rows, key=lambda row: (order[row.arm], row.seeds, row.fold, row.case))


def measured_files(plan: "Plan") -> list[str]:
    """What was measured, each file once: arms may share one."""
    return list(dict.fromkeys(row.file for row in measured_uncertainty(plan)))


def uncertainty_tables(plan: "Plan") -> list[str]:
    """The tables of a study that measures uncertainty anywhere; of another none."""
    return [plan.path(f"{name}.csv") for name in TABLES] if measured_uncertainty(plan) else []


def uncertainty_maps(plan: "Plan", name: str) -> list[str]:
    """The files of one map (or `labels`) of every case that it is asked of."""
    return [
        plan.path(f"uncertainty/{each.name}/{case}/{name}.nii.gz")
        for each in plan.uncertain.values()
        for case in each.cases
    ]

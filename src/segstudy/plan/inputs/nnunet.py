"""The files that nnU-Net reads."""

from typing import TYPE_CHECKING

from segstudy.plan.inputs.cases import label, scan
from segstudy.plan.nnunet import nnunet_fold

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def nnunet_parts(plan: "Plan", prepared: str, fold: int) -> tuple[list[str], list[str]]:
    """Training and validation cases of a fold that nnU-Net is given."""
    return plan.split(fold, plan.nnunet_folds[prepared].fraction)


def nnunet_scans(plan: "Plan", prepared: str, fold: int) -> list[str]:
    """The scans of a fold, those to train on first."""
    return [scan(plan, case) for part in nnunet_parts(plan, prepared, fold) for case in part]


def nnunet_labels(plan: "Plan", prepared: str, fold: int) -> list[str]:
    """The label maps of a fold, those to train on first."""
    return [label(plan, case) for part in nnunet_parts(plan, prepared, fold) for case in part]


def nnunet_prepared(plan: "Plan", training: str, fold: int) -> str:
    """The folder of what a training of nnU-Net's reads."""
    return plan.path(f"nnunet/{nnunet_fold(plan.nnunet_trainings[training]).name}/fold-{fold}")

"""The files of networks that learn from more and more patients."""

from typing import TYPE_CHECKING

from segstudy.config.sections.grow import FOREGROUND

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def selected_file(plan: "Plan", training: str, fold: int) -> list[str]:
    """From which cases a training learns on a fold; none where from all of its training part."""
    return [plan.path(f"grown/{training}/fold-{fold}/selected.json")] if plan.own_trainings[training].grown else []


def selected_before(plan: "Plan", training: str, fold: str) -> list[str]:
    """From which cases the network of the round before learned; none in the first."""
    grown = plan.own_trainings[training].grown
    return selected_file(plan, grown.previous, int(fold)) if grown and grown.previous else []


def asked_files(plan: "Plan", training: str, fold: str) -> list[str]:
    """How unsure the network of the round before is of the training cases of its fold, and of no others."""
    return _said(plan, training, fold, "json", foreground=False)


def found_files(plan: "Plan", training: str, fold: str) -> list[str]:
    """What the network of the round before finds in the training cases of its fold, where chances follow from it."""
    return _said(plan, training, fold, "nii.gz", foreground=True)


def _said(plan: "Plan", training: str, fold: str, ending: str, foreground: bool) -> list[str]:
    grown = plan.own_trainings[training].grown
    if grown is None or not grown.asks or (grown.by == FOREGROUND) != foreground:
        return []
    return [plan.path(f"pseudo/{grown.previous}/fold-{fold}/{case}.{ending}") for case in plan.split(int(fold))[0]]


def grown_prediction(plan: "Plan", training: str, case: str) -> str:
    """What a network predicts of a case that its fold holds out."""
    return plan.path(f"inferred/{training}/{case}.nii.gz")


def grown_metrics(plan: "Plan") -> list[str]:
    """The metrics of all of them."""
    return [plan.path(f"grown/{training}/{case}.csv") for training in plan.grown for case in plan.measured]


def growing_tables(plan: "Plan") -> list[str]:
    """The table of a study that asks whom to draw next; of another none."""
    return [plan.path("growing.csv")] if plan.grown else []

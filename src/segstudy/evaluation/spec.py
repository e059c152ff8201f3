"""What measuring metrics is handed."""

from dataclasses import dataclass

from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class EvaluationSpec(Spec):
    """One case of one arm.

    Attributes:
        arm: the arm's name.
        fold: in which the case is held out; −1 of a case of no fold, which all folds' networks predict together.
        seed: of the arm's networks.
        organs: label integers by name, in the study's order.
        annotated: the organs that somebody drew in this case.
        unit: what lengths are in, `mm` or `px`.
        tolerances: of NSD, in this unit, of the organs that have another than the usual.
    """

    arm: str
    fold: int
    seed: int
    organs: dict[str, int]
    annotated: list[str]
    unit: str = "mm"
    tolerances: dict[str, float] | None = None

"""`label_audit.csv`: which labels are probably wrong, by networks that never saw them and by anatomy."""

from typing import NamedTuple

from segstudy.tables.table import Table

# From this score on a label is called suspicious.
SUSPICIOUS = 0.5

NETWORKS, ANATOMY, BOTH, NOBODY = "networks", "anatomy", "both", ""


class LabelAuditRow(NamedTuple):
    """One organ's label in one case.

    Attributes:
        case: The case's name.
        organ: The organ's.
        kind: What seems to be wrong: see `segstudy.audit.kind`; `nothing` where little speaks against the label.
        score: The probability that it is wrong.
        slice: Where most speaks against it: axial, counted from the feet, 1 is the lowest; 0 where nothing does.
        size_ml: Of the largest part that most networks contradict; 0 without any.
        found_by: `networks`, `anatomy`, `both`, or empty.
        anatomy: The checks against anatomy that speak against it (`correction/findings.csv`).
        evidence: How many robust standard deviations it lies from the study's other labels of this organ.
        check: The check that says most.
        dice: Between label and the networks' consensus.
        agreement: Mean Dice between each network and the consensus.
        networks: How many were asked.
        right_mm: From the label to where it would overlap the consensus most, towards the patient's right.
        front_mm: Likewise, towards the front.
        head_mm: Likewise, towards the head.
    """

    case: str
    organ: str
    kind: str
    score: float
    slice: int
    size_ml: float
    found_by: str
    anatomy: str
    evidence: float
    check: str
    dice: float
    agreement: float
    networks: int
    right_mm: float
    front_mm: float
    head_mm: float


LABEL_AUDIT = Table.of("label_audit.csv", LabelAuditRow, digits=6)
"""One row for each case and organ that was to be drawn, likeliest wrong first."""

"""All cases' labels judged, likeliest wrong first."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from segstudy.audit.evidence import CHECKS, evidence_of, together
from segstudy.audit.kind import NOTHING, SWAPPED, WRONG_SIDE, kind_of
from segstudy.audit.probability import MOST, PRIOR, probability
from segstudy.audit.sides import on_wrong_side
from segstudy.tables.label_audit import ANATOMY, BOTH, NETWORKS, NOBODY, SUSPICIOUS, LabelAuditRow

Case = Mapping[str, Mapping[str, Any]]
# A side that contradicts its name is as sure as evidence gets here: situs inversus is one in ten thousand.
SURE = float(1 / (1 + np.exp(-(np.log(PRIOR / (1 - PRIOR)) + MOST))))


def judge(
    cases: Mapping[str, Case], organs: Collection[str], found: Mapping[tuple[str, str], Collection[str]]
) -> list[LabelAuditRow]:
    """One row for each organ that was drawn, or was to be, in each case.

    Args:
        cases: What `measure_case` returned, by case.
        organs: In the study's order.
        found: The checks against anatomy that speak against a label, by case and organ.
    """
    rows = []
    sides = {case: on_wrong_side(measured) for case, measured in cases.items()}
    for organ in organs:
        have = {case: measured[organ] for case, measured in cases.items() if organ in measured}
        if not have:
            continue
        measured = list(have.values())
        evidence = evidence_of(measured)
        usual = {name: np.median([row[name] for row in measured], axis=0) for name in ("faces", "outward", "offset")}
        for index, (case, row) in enumerate(have.items()):
            own = {check: float(evidence[check][index]) for check in CHECKS}
            rows.append(_row(case, organ, row, own, usual, sides[case], found.get((case, organ), ())))
    return sorted(rows, key=lambda row: (-row.score, -row.evidence, row.case, row.organ))


def _row(
    case: str,
    organ: str,
    row: Mapping[str, Any],
    evidence: Mapping[str, float],
    usual: Mapping[str, Any],
    sides: Mapping[str, float],
    found: Collection[str],
) -> LabelAuditRow:
    total = together(list(evidence.values()))
    score = float(probability(total))
    kind = kind_of(row, evidence, usual) if score >= SUSPICIOUS else NOTHING
    if organ in sides:
        kind, score = (kind if kind == SWAPPED else WRONG_SIDE), SURE
    by_networks = score >= SUSPICIOUS
    who = BOTH if by_networks and found else NETWORKS if by_networks else ANATOMY if found else NOBODY
    return LabelAuditRow(
        case=case,
        organ=organ,
        kind=kind,
        score=score,
        slice=row["slice"],
        size_ml=row["part_ml"],
        found_by=who,
        anatomy=" ".join(dict.fromkeys(found)),
        evidence=total,
        check=max(evidence, key=lambda check: evidence[check]),
        dice=row["dice"],
        agreement=row["agreement"],
        networks=row["networks"],
        right_mm=row["offset"][0],
        front_mm=row["offset"][1],
        head_mm=row["offset"][2],
    )

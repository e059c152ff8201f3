"""The judgement over all cases."""

from collections.abc import Mapping
from typing import Any

from segstudy.correction.plausibility.cohort import findings_of_cohort
from segstudy.correction.plausibility.finding import Finding, worst_first
from segstudy.correction.plausibility.own import findings_of_case


def judge(cases: Mapping[str, Mapping[str, Any]], organs: list[str]) -> list[Finding]:
    """All findings, worst first. cases: what `measure_labels` gave, by case; organs: in the study's order."""
    found = [finding for case, measured in cases.items() for finding in findings_of_case(case, measured)]
    return worst_first([*found, *findings_of_cohort(cases, organs)])

"""All cases' labels judged."""

from collections.abc import Mapping
from typing import Any

from segstudy.correction.plausibility.cohort import findings_of_cohort
from segstudy.correction.plausibility.finding import Finding, worst_first
from segstudy.correction.plausibility.own import findings_of_case


def judge(cases: Mapping[str, Mapping[str, Any]], organs: list[str]) -> list[Finding]:
    """All findings, worst first.

    Args:
        cases: What `measure_labels` returned, by case.
        organs: In the study's order.
    """
    findings = [finding for case, measured in cases.items() for finding in findings_of_case(case, measured)]
    return worst_first([*findings, *findings_of_cohort(cases, organs)])

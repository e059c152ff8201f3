"""What other cases say against a case's labels."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from segstudy.correction.plausibility.finding import Finding
from segstudy.correction.plausibility.own import direction_words

FEWEST = 5  # below this a median and its deviation mean little
LIMIT = 5.0  # robust standard deviations; few cases make the deviation itself uncertain
TO_SD = 1.4826  # of the median absolute deviation of a normal distribution
# Patients differ at least by this much; a deviation estimated smaller is chance.
LEAST_MM, LEAST_LOG_VOLUME, LEAST_HU = 5.0, 0.1, 15.0


def robust_z(values: np.ndarray, least: float) -> np.ndarray:
    """Distance from the median over the scaled median absolute deviation, at least `least`; along axis 0.

    Iglewicz and Hoaglin 1993, How to detect and handle outliers.
    """
    median = np.median(values, axis=0)
    spread = TO_SD * np.median(np.abs(values - median), axis=0)
    return (values - median) / np.maximum(spread, least)


def findings_of_cohort(cases: Mapping[str, Mapping[str, Any]], organs: list[str]) -> Iterator[Finding]:
    """Organs that are unlike those of the other cases in size, intensity or place.

    Args:
        cases: What `measure_labels` returned, by case.
        organs: In the study's order.
    """
    for organ in organs:
        have = {case: measured[organ] for case, measured in cases.items() if measured.get(organ)}
        if len(have) < FEWEST:
            continue
        yield from _sizes(organ, have)
        yield from _intensities(organ, have)
        yield from _positions(organ, have, cases, organs)


def _sizes(organ: str, have: Mapping[str, Any]) -> Iterator[Finding]:
    volumes = np.array([measured["shape"]["volume_ml"] for measured in have.values()])
    median = float(np.median(volumes))
    for case, volume, z in zip(have, volumes, robust_z(np.log(volumes), LEAST_LOG_VOLUME), strict=True):
        if abs(z) > LIMIT:
            words = f"The {organ} is {volume / median:.2g} times as large as in the middle of the cohort."
            expected = f"about {median:.0f} ml"
            yield Finding(case, organ, "volume", f"{volume:.0f} ml", expected, "look", "unusual", words, abs(z) / LIMIT)


def _intensities(organ: str, have: Mapping[str, Any]) -> Iterator[Finding]:
    medians = np.array([measured["inside"]["hu_median"] for measured in have.values()])
    median = float(np.median(medians))
    for case, own, z in zip(have, medians, robust_z(medians, LEAST_HU), strict=True):
        if abs(z) > LIMIT:
            words = f"Inside the {organ}'s label the scan shows {own:.0f} HU, the cohort {median:.0f} HU."
            value, expected = f"{own:.0f} HU", f"about {median:.0f} HU"
            yield Finding(case, organ, "hu", value, expected, "look", "unusual", words, abs(z) / LIMIT)


def _positions(
    organ: str, have: Mapping[str, Any], cases: Mapping[str, Mapping[str, Any]], organs: list[str]
) -> Iterator[Finding]:
    """Where the organ lies from each other one; the middle over the others, so that one wrong other cannot tell."""
    scores: dict[str, list[float]] = {case: [] for case in have}
    apart: dict[str, list[np.ndarray]] = {case: [] for case in have}
    for other in organs:
        both = [case for case in have if other != organ and cases[case].get(other)]
        if len(both) < FEWEST:
            continue
        offsets = np.array([np.subtract(have[case]["centroid_mm"], cases[case][other]["centroid_mm"]) for case in both])
        away = np.abs(robust_z(offsets, LEAST_MM)).max(axis=1)
        for case, z, offset in zip(both, away, offsets - np.median(offsets, axis=0), strict=True):
            scores[case].append(float(z))
            apart[case].append(offset)
    for case, values in scores.items():
        if len(values) > 1 and (z := float(np.median(values))) > LIMIT:
            offset = np.median(apart[case], axis=0).tolist()
            words = f"From the other organs, the {organ} lies {direction_words(offset)} of where the cohort has it."
            yield Finding(
                case, organ, "position", f"z = {z:.1f}", f"below {LIMIT:g}", "wrong", "moved", words, z / LIMIT
            )

"""What one case's measurements say against its labels, without any other case."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from segstudy.correction.plausibility.finding import Finding, Severity
from segstudy.correction.plausibility.tissue import AIR_HU, SOFT_MEDIAN_HU

# What lies deeper than an outline can err and is more than this is no single noisy voxel.
LEAST_ML, LEAST_VOXELS = 0.1, 3
# Farther than an outline and a slice can err; nearer places fit about as well for shape alone.
ELSEWHERE_MM = 12.0
# Of the surface: less contact with air than this, or less gained by moving, is no evidence.
LEAST_CONTACT, LEAST_GAIN = 0.1, 0.05
OUTSIDE = 0.01
BONE_SHARE = 0.02
FRAGMENT = 0.01
HOLE_ML, HOLE_SHARE = 1.0, 0.01


def findings_of_case(case: str, organs: Mapping[str, Any]) -> Iterator[Finding]:
    """What speaks against the labels of one case.

    Args:
        case: Its name.
        organs: What `measure_labels` returned.
    """
    for organ, measured in organs.items():
        if measured is None:
            yield Finding(
                case, organ, "empty", "0 voxels", "some", "look", "incomplete", f"The {organ} has no label here."
            )
            continue
        yield from _tissue(case, organ, measured)
        yield from _place(case, organ, measured)
        yield from _shape(case, organ, measured["shape"])


def _tissue(case: str, organ: str, measured: Mapping[str, Any]) -> Iterator[Finding]:
    inside, kind, voxel_ml = measured["inside"], measured["kind"], measured["voxel_ml"]
    least = max(LEAST_ML, LEAST_VOXELS * voxel_ml)
    median = inside["hu_median"]
    if kind == "soft" and inside["deep_air_ml"] >= least:
        words = (
            f"{inside['deep_air_ml']:.1f} ml of air or lung lie up to {inside['depth_mm']:.0f} mm inside the {organ}'s "
            "label, where there can be none: the label is displaced or drawn wrong, or metal streaks cross it."
        )
        excess = inside["deep_air_ml"] / least
        value = f"{inside['deep_air_ml']:.2f} ml"
        yield Finding(case, organ, "air_inside", value, f"below {least:.2g} ml", "wrong", "moved", words, excess)
    low, high = {"soft": SOFT_MEDIAN_HU, "air": (-1100.0, AIR_HU), "bone": (50.0, 3000.0)}.get(kind, (-1e9, 1e9))
    if not low <= median <= high:
        words = f"Half of the {organ}'s label is {'below' if median < low else 'above'} {median:.0f} HU: other tissue."
        expected = f"{low:.0f} to {high:.0f} HU"
        yield Finding(case, organ, "tissue", f"{median:.0f} HU", expected, "wrong", "moved", words, 10.0)
    volume = measured["shape"]["volume_ml"]
    if kind == "soft" and inside["deep_bone_ml"] > BONE_SHARE * volume and median < 200:
        words = f"{inside['deep_bone_ml']:.1f} ml as dense as bone lie well inside the {organ}'s label."
        value, expected = f"{inside['deep_bone_ml'] / volume:.1%}", f"below {BONE_SHARE:.0%}"
        yield Finding(case, organ, "bone_inside", value, expected, "look", "moved", words)


def _place(case: str, organ: str, measured: Mapping[str, Any]) -> Iterator[Finding]:
    outside, fit = measured["outside_body"], measured["fit"]
    if outside > OUTSIDE:
        words = f"{outside:.0%} of the {organ}'s label lies in the air around the patient."
        excess = outside / OUTSIDE
        yield Finding(
            case, organ, "outside_body", f"{outside:.1%}", f"below {OUTSIDE:.0%}", "wrong", "moved", words, excess
        )
    if fit is None or fit["best"] < LEAST_CONTACT or fit["best"] - fit["score"] < LEAST_GAIN:
        return
    distance = float(np.linalg.norm(fit["offset_mm"]))
    limit = max(ELSEWHERE_MM, 2 * measured["voxel_mm"])
    if distance > limit:
        where = direction_words(fit["offset_mm"])
        words = (
            f"The {organ}'s label would fit the borders in the scan better {where} of where it is (on "
            f"{max(fit['best'], 0):.0%} of its surface, not {max(fit['score'], 0):.0%})."
        )
        expected, excess = f"below {limit:.0f} mm", distance / limit
        yield Finding(case, organ, "fits_elsewhere", f"{distance:.0f} mm", expected, "wrong", "moved", words, excess)


def _shape(case: str, organ: str, shape: Mapping[str, Any]) -> Iterator[Finding]:
    missing = shape["missing_slices"]
    if missing:
        some = ", ".join(map(str, missing[:5])) + (" and others" if len(missing) > 5 else "")
        words = (
            f"The {organ} has no label in slice {some} (counted from the first of the file), between slices that do."
        )
        value = f"{len(missing)} slices" if len(missing) > 1 else "1 slice"
        yield Finding(case, organ, "missing_slices", value, "none", "look", "incomplete", words, 1.0 + len(missing))
    stray = 1 - shape["largest"]
    if shape["pieces"] - 1 > len(missing) and stray > 0:
        big = stray > FRAGMENT
        words = f"The {organ}'s label is in {shape['pieces']} pieces; {stray:.2%} of it is not in the largest."
        severity: Severity = "look" if big else "note"
        yield Finding(case, organ, "pieces", str(shape["pieces"]), "1", severity, "misdrawn", words, 1 + stray)
    if shape["hole_ml"] > max(HOLE_ML, HOLE_SHARE * shape["volume_ml"]):
        words = f"The {organ}'s label encloses {shape['hole_ml']:.1f} ml that do not belong to it."
        yield Finding(
            case, organ, "holes", f"{shape['hole_ml']:.1f} ml", f"below {HOLE_ML:g} ml", "look", "misdrawn", words
        )


def direction_words(offset_mm: list[float]) -> str:
    """An offset (right, front, head) in mm as words."""
    names = (("to the right", "to the left"), ("to the front", "to the back"), ("up", "down"))
    parts = [
        f"{abs(value):.0f} mm {pair[value < 0]}"
        for value, pair in zip(offset_mm, names, strict=True)
        if abs(value) >= 2
    ]
    return ", ".join(parts) or "at about the same place"

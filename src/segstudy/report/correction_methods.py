"""How the methods of correction compare, where the truth is known."""

from typing import Any

import pandas as pd

from segstudy.config.sections.correction_methods import METHODS
from segstudy.report.numbers import fixed

MEASURES = ["iou", "dice", "hd95_mm"]
OF_REFERENCE = ["seconds", "rotation_deg", "translation_mm"]
COUNTS = ["lost_voxels", "overwritten_voxels"]


def method_rows(quality: pd.DataFrame | None, used: str | None, reference: str) -> list[dict[str, Any]]:
    """One row a method, in the order of `quality`: on the reference, and the mean over all other known cases.

    Keys: method, used, cases (others whose truth is known), reference and others (measures by name; None where
    not known), and seconds, rotation_deg, translation_mm of the reference. Empty where nothing was compared.
    """
    if quality is None or "iou" not in quality.columns or "method" not in quality.columns:
        return []
    known = quality[quality["iou"].notna()]
    rows = []
    for method, table in known.groupby("method", sort=False):
        here, others = table[table["case"] == reference], table[table["case"] != reference]
        rows.append(
            {
                "method": method,
                "used": method == used,
                "cases": len(others),
                "reference": {name: _mean(here, name) for name in MEASURES},
                "others": {name: _mean(others, name) for name in MEASURES},
                "worst": float(others["dice"].min()) if len(others) else None,
                **{name: _mean(here, name) for name in OF_REFERENCE},
                **{name: _sum(table, name) for name in COUNTS},
            }
        )
    return rows if len(rows) > 1 else []


# A method whose IoU is less than this share of the best's has failed.
FAILED = 0.8


def method_sentences(rows: list[dict[str, Any]], reference: str) -> list[str]:
    """How each method was set up, and of those that failed, what came out and why.

    Args:
        rows: Of `method_rows`.
        reference: The reference case.
    """
    return [_sentence(row, rows, reference) for row in rows if row["method"] in METHODS]


def _sentence(row: dict[str, Any], rows: list[dict[str, Any]], reference: str) -> str:
    method = METHODS[row["method"]]
    start = f"{row['method']}: {method.words}."
    for where, name in (("reference", reference), ("others", "other cases, in the mean")):
        known = [each for each in rows if each[where]["iou"] is not None and each["method"] in METHODS]
        best = max(known, key=lambda each: float(each[where]["iou"]), default=None)
        own = row[where]["iou"]
        if best is None or own is None or own >= FAILED * best[where]["iou"]:
            continue
        why = f": {method.pitfall}" if method.pitfall else ""
        moved = f"{_motion(row)}, where {best['method']} found {_motion(best)}; " if where == "reference" else ""
        return f"{start} It failed on {name} ({moved}IoU {fixed(own)} and not {fixed(best[where]['iou'])}){why}."
    return start


def _motion(row: dict[str, Any]) -> str:
    return f"a turn of {fixed(row['rotation_deg'], 1)}° and a shift of {fixed(row['translation_mm'], 1)} mm"


def _known(table: pd.DataFrame, name: str) -> pd.Series:
    return pd.to_numeric(table.get(name, pd.Series(dtype=float)), errors="coerce").dropna()


def _mean(table: pd.DataFrame, name: str) -> float | None:
    values = _known(table, name)
    return float(values.mean()) if len(values) else None


def _sum(table: pd.DataFrame, name: str) -> int | None:
    values = _known(table, name)
    return int(values.sum()) if len(values) else None

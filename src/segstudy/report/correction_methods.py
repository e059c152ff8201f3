"""How the methods of correction compare, where the truth is known."""

from typing import Any

import pandas as pd

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


def _known(table: pd.DataFrame, name: str) -> pd.Series:
    return pd.to_numeric(table.get(name, pd.Series(dtype=float)), errors="coerce").dropna()


def _mean(table: pd.DataFrame, name: str) -> float | None:
    values = _known(table, name)
    return float(values.mean()) if len(values) else None


def _sum(table: pd.DataFrame, name: str) -> int | None:
    values = _known(table, name)
    return int(values.sum()) if len(values) else None

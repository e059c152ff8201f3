"""A trade-off as a sentence."""

from collections.abc import Mapping
from typing import Any

from segstudy.config.sections.words import plural
from segstudy.report.numbers import fixed
from segstudy.tables.metrics import metric_of


def tradeoff_words(row: Mapping[str, Any]) -> str:
    """`heart: Dice rises by 0.02 but precision falls by 0.05 (in 9 of 12 patients): over-segmented by 31 ml`.

    Args:
        row: of tradeoffs.csv.
    """
    rises = f"{row['organ']}: Dice rises by {fixed(row['dice'], 2)} but"
    whom = f"(in {row['worse']} of {plural(row['patients'], 'patient')})"
    if row["lost"] not in ("precision", "recall"):
        label, unit = metric_of(row["lost"]).label, row["lost"].rpartition("_")[2]
        farther = "more of it overlaps, and what is wrong lies farther off"
        return f"{rises} {label} grows by {fixed(row['change'], 1)} {unit} {whom}: {farther}."
    over = row["lost"] == "precision"
    if (row["error_ml"] > 0) == over:
        side = "over-segmented" if over else "under-segmented"
        error = f"{fixed(abs(row['error_ml']), 1)} ml ({fixed(abs(row['error_percent']), 0)} %)"
        volume = f"{side} by {error} on average"
    else:
        volume = (
            f"{fixed(abs(row['extra_ml']), 1)} ml {'more' if row['extra_ml'] > 0 else 'less'} than the baseline, "
            f"though its volume error is {fixed(row['error_ml'], 1, sign=True)} ml"
        )
    return f"{rises} {row['lost']} falls by {fixed(-row['change'], 2)} {whom}: {volume}."

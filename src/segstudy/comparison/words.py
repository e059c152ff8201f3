"""A row of statistics.csv as one sentence in plain English."""

from collections.abc import Mapping
from math import isnan
from typing import Any

from segstudy.comparison.metric_direction import metric_kind
from segstudy.comparison.names import EFFECT_NAMES, MANN_WHITNEY, MEAN, UNPAIRED_T


def sentence(row: Mapping[str, Any], alpha: float) -> str:
    """Say what one comparison found, and no more than it found.

    Args:
        row: the columns of statistics.csv by name (a dict or a row of the table).
        alpha: the level of the study, as in its config.

    Returns:
        One sentence or two, unescaped: names of arms and organs come from the config as they are.
    """
    if row["verdict"] == "too few patients":
        return f"{_scope(row)} {_too_few(row, alpha)}"
    if row["verdict"] == "no difference found":
        return (
            f"{_scope(row)} no difference found in {_label(row)} between {row['arm_b']} and {row['arm_a']}: the "
            f"mean difference is {_amount(row, row['difference'])} ({_evidence(row, alpha)}). "
            "This does not show that they are equal."
        )
    return f"{_scope(row)} {_found(row)} ({_evidence(row, alpha)})."


def _scope(row: Mapping[str, Any]) -> str:
    return "Over the mean of the organs:" if row["organ"] == MEAN else f"For {row['organ']}:"


def _label(row: Mapping[str, Any]) -> str:
    return metric_kind(row["metric"]).label


def _amount(row: Mapping[str, Any], value: float) -> str:
    unit = metric_kind(row["metric"]).unit
    return f"{value:.3g} {unit}".rstrip()


def _p(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"= {value:.2g}"


def _patients(count: int) -> str:
    return f"{count} patient" if count == 1 else f"{count} patients"


def _found(row: Mapping[str, Any]) -> str:
    side = "higher" if row["effect_size"] > 0 else "lower"
    whole = f"{row['arm_b']} has a {side} {_label(row)} than {row['arm_a']}"
    if row["difference"] * row["effect_size"] > 0:
        whole += f" by {_amount(row, abs(row['difference']))}, which is {row['verdict']}"
    else:
        # A rank test follows most patients, a mean follows a few far ones.
        whole += (
            f" in the ranks of the patients, which is {row['verdict']}, although the difference of the means is "
            f"{_amount(row, row['difference'])}"
        )
    return whole


def _evidence(row: Mapping[str, Any], alpha: float) -> str:
    arms = " in each arm" if row["test"] in (UNPAIRED_T, MANN_WHITNEY) else ""
    unit = metric_kind(row["metric"]).unit
    low, high = f"{row['ci_low']:.3g}", _amount(row, row["ci_high"]) if unit else f"{row['ci_high']:.3g}"
    return (
        f"{100 * (1 - alpha):g} % interval {low} to {high}; {row['test']}, "
        f"n = {_patients(int(row['patients']))}{arms}, p {_p(row['p'])}, after Holm {_p(row['p_holm'])}; "
        f"{EFFECT_NAMES[row['test']]} {row['effect_size']:.2g}"
    )


def _too_few(row: Mapping[str, Any], alpha: float) -> str:
    count = int(row["patients"])
    what = f"{_label(row)} of {row['arm_b']} against {row['arm_a']}"
    if count == 0:
        return f"too few patients to compare {what}: no patient has a value in both arms."
    mean = f"the mean difference is {_amount(row, row['difference'])}, and nothing can be said of it"
    if row["p_attainable"] > alpha or isnan(row["p"]):
        why = f"the smallest p that {_patients(count)} can give is {row['p_attainable']:.2g}, above {alpha:g}"
    else:
        why = f"after Holm over all comparisons of this metric, no p of {_patients(count)} reaches {alpha:g}"
    return f"too few patients to compare {what}: {why}; {mean}."

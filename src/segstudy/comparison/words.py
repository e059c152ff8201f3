"""A row of statistics.csv as a few sentences in plain English."""

from collections.abc import Mapping
from typing import Any

from segstudy.comparison.names import EFFECT_NAMES, MANN_WHITNEY, UNPAIRED_T
from segstudy.comparison.verdict import side_of
from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.statistics import RANKS

Row = Mapping[str, Any]
SHORTFALL = 0.02
"""An interval that covers less than it claims by more than this is said to."""


def sentence(row: Row, settings: ComparisonSettings) -> str:
    """Say what one comparison found, of which quantity, and no more than it found.

    Args:
        row: the columns of statistics.csv by name (a dict or a row of the table).
        settings: the study's comparisons, whose level and margins count.

    Returns:
        A sentence or two, unescaped: names of arms and organs come from the config as they are.
    """
    alpha, verdict = settings.alpha, row["verdict"]
    if verdict == "too few patients":
        return f"{_scope(row)} {_too_few(row, alpha)}"
    if verdict == "equivalent":
        return f"{_scope(row)} {_equivalent(row, settings)}"
    if verdict == "mixed":
        return f"{_scope(row)} {_mixed(row, alpha)}"
    if verdict == "no difference found":
        return f"{_scope(row)} {_nothing(row, settings)}"
    return f"{_scope(row)} {_found(row, alpha)} ({_evidence(row)})."


def of_the_mean(row: Row, alpha: float) -> str:
    """The interval of the mean difference, and how often it holds what it claims, where that is too rare."""
    interval = f"{100 * (1 - alpha):g} % interval {_range(row, 'ci_low', 'ci_high')}"
    if falls_short(row, alpha):
        interval += f", which holds the mean in about {100 * row['coverage']:.0f} % only"
    return interval


def falls_short(row: Row, alpha: float) -> bool:
    """Whether the interval of the mean holds it notably less often than it claims."""
    return bool(row["coverage"] < 1 - alpha - SHORTFALL)


def of_the_ranks(row: Row, alpha: float) -> str:
    """In how many patients arm_b has the higher and the lower value, and the ranks' own estimate with its interval."""
    equal = int(row["patients"]) - int(row["higher"]) - int(row["lower"])
    counts = f"higher in {int(row['higher'])} and lower in {int(row['lower'])} of {_patients(int(row['patients']))}"
    if equal:
        counts += f", equal in {equal}"
    if row["pseudomedian"] != row["pseudomedian"]:
        return counts
    estimate = f"{counts}; Hodges–Lehmann estimate {_amount(row, row['pseudomedian'])}"
    if row["pseudomedian_low"] != row["pseudomedian_low"]:
        return estimate
    return f"{estimate}, {100 * (1 - alpha):g} % interval {_range(row, 'pseudomedian_low', 'pseudomedian_high')}"


def disagreement(row: Row, alpha: float) -> str:
    """How the ranks and the mean disagree where the verdict is `mixed`: the clause before "so neither …"."""
    ranked = row["tested"] == RANKS
    mean, ranks = row["p_mean_holm"] <= alpha, ranked and row["p_holm"] <= alpha
    if ranked and mean and not ranks:
        return "the mean’s own test shows a difference that the ranks do not"
    if not ranked or _lean(row) * row["difference"] <= 0:
        return "most patients and the mean point opposite ways"
    if not mean:
        return "the ranks show a difference that the mean’s own test does not"
    # both tests find it, and are held to their intervals besides
    if not side_of(row["ci_low"], row["ci_high"]):
        return "both tests show a difference, but the interval of the mean holds zero"
    return "both tests show a difference, but no interval of the ranks’ own estimate leaves zero out"


def _lean(row: Row) -> float:
    """Positive where more patients have the higher value in arm_b, by their ranks."""
    return row["effect_size"] if row["tested"] == RANKS else row["higher"] - row["lower"]


def _scope(row: Row) -> str:
    return "Over the mean of the organs:" if row["organ"] == MEAN else f"For {row['organ']}:"


def _label(row: Row) -> str:
    return metric_of(row["metric"]).label


def _amount(row: Row, value: float) -> str:
    unit = metric_of(row["metric"]).unit
    return f"{_number(value)} {unit}".rstrip()


def _number(value: float, digits: int = 3) -> str:
    """With a minus sign, which is no hyphen."""
    return f"{value:.{digits}g}".replace("-", "−")


def _range(row: Row, low: str, high: str) -> str:
    return f"{_number(row[low])} to {_amount(row, row[high])}"


def _p(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"= {value:.2g}"


def _patients(count: int) -> str:
    return f"{count} patient" if count == 1 else f"{count} patients"


def _side(value: float) -> str:
    return "higher" if value > 0 else "lower"


def _found(row: Row, alpha: float) -> str:
    interval = of_the_mean(row, alpha)
    if row["tested"] == RANKS:
        side = _side(row["effect_size"])
        whole = f"{row['arm_b']} has a {side} {_label(row)} than {row['arm_a']} by ranks ({of_the_ranks(row, alpha)})"
        return (
            f"{whole}, and its mean is {_side(row['difference'])} by {_by(row)} ({interval}), which is {row['verdict']}"
        )
    side = _side(row["difference"])
    return (
        f"{row['arm_b']} has a {side} mean {_label(row)} than {row['arm_a']} by {_by(row)}, which is {row['verdict']} "
        f"({interval})"
    )


def _by(row: Row) -> str:
    """How far apart the means are, whose side is told before."""
    return _amount(row, abs(row["difference"]))


def _mixed(row: Row, alpha: float) -> str:
    own = row["p"] if row["tested"] == RANKS else float("nan")
    ranks = f"by ranks {row['arm_b']} is {of_the_ranks(row, alpha)}"
    if own == own:
        ranks += f" (Wilcoxon signed-rank, after Holm p {_p(row['p_holm'])})"
    return (
        f"in the {_label(row)} of {row['arm_b']} against {row['arm_a']} {disagreement(row, alpha)}, so neither is "
        f"called better: {ranks}; the mean difference is "
        f"{_amount(row, row['difference'])} ({of_the_mean(row, alpha)}; its own test, after Holm "
        f"p {_p(row['p_mean_holm'])})."
    )


def _equivalent(row: Row, settings: ComparisonSettings) -> str:
    margin = _amount(row, settings.margin.get(row["metric"], float("nan")))
    said = (
        f"{row['arm_b']} and {row['arm_a']} are equivalent in {_label(row)}: the mean difference of "
        f"{_amount(row, row['difference'])} ({of_the_mean(row, settings.alpha)}) lies within the study's margin of "
        f"± {margin} (two one-sided tests, after Holm p {_p(row['p_equivalent'])})."
    )
    if row["p_holm"] <= settings.alpha:
        said += f" A difference was found ({_evidence(row)}), and by that margin it is too small to matter."
    return said


def _nothing(row: Row, settings: ComparisonSettings) -> str:
    if not row["higher"] and not row["lower"]:
        return (
            f"no difference found in {_label(row)} between {row['arm_b']} and {row['arm_a']}: they are equal in all "
            f"{_patients(int(row['patients']))}."
        )
    return (
        f"no difference found in {_label(row)} between {row['arm_b']} and {row['arm_a']}: the mean difference is "
        f"{_amount(row, row['difference'])} ({of_the_mean(row, settings.alpha)}; {_evidence(row)}). "
        f"This does not show that they are equal.{_needed(row, settings)}"
    )


def _needed(row: Row, settings: ComparisonSettings) -> str:
    needed = row["patients_needed"]
    if needed != needed or needed <= row["patients"]:
        return ""
    wanted = _amount(row, settings.wanted(row["metric"]))
    return f" To show a mean difference of {wanted}, about {int(needed):,} patients that spread like these are needed."


def _evidence(row: Row) -> str:
    arms = " in each arm" if row["test"] in (UNPAIRED_T, MANN_WHITNEY) else ""
    return (
        f"{row['test']}, n = {_patients(int(row['patients']))}{arms}, p {_p(row['p'])}, after Holm "
        f"{_p(row['p_holm'])}; {EFFECT_NAMES[row['test']]} {_number(row['effect_size'], 2)}"
    )


def _too_few(row: Row, alpha: float) -> str:
    count = int(row["patients"])
    what = f"{_label(row)} of {row['arm_b']} against {row['arm_a']}"
    if count == 0:
        return f"too few patients to compare {what}: no patient has a value in both arms."
    mean = f"the mean difference is {_amount(row, row['difference'])}, and nothing can be said of it"
    moved = int(row["higher"]) + int(row["lower"])
    who = _patients(count)
    if row["tested"] == RANKS and 0 < moved < count:
        who = f"the {_patients(moved)} in whom the arms differ"
    bound = f"the smallest p that {who} can give is {row['p_attainable']:.2g}, above {alpha:g}"
    if row["p"] != row["p"]:
        why = bound if row["p_attainable"] > alpha else "nothing could be tested"
    elif row["p_attainable"] <= alpha:
        why = f"after Holm over all comparisons of this metric, no p of {who} reaches {alpha:g}"
    elif row["tested"] == RANKS:
        why = bound
    else:
        why = f"so few cannot show that their differences are normal, and where that is not taken on trust {bound}"
    return f"too few patients to compare {what}: {why}; {mean}."

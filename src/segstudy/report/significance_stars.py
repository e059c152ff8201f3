"""How sure a difference from the baseline is, as a few signs, and the numbers behind them."""

from segstudy.config.sections.words import plural
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import exact_p, fixed, is_number, measure

STARS = ((0.05, "*"), (0.01, "**"), (0.001, "***"))


def significance_stars(inputs: ReportInput, arm: str, metric: str, organ: str) -> tuple[str, str] | None:
    """The stars of `arm` against the baseline and, in words, what they stand on; None where it is not significant."""
    table, facts = inputs.statistics, inputs.facts
    pair = (table["arm_a"] == facts.baseline) & (table["arm_b"] == arm)
    rows = table[pair & (table["metric"] == metric) & (table["organ"] == organ)]
    if not len(rows) or rows.iloc[0]["verdict"] not in ("better", "worse"):
        return None
    row = rows.iloc[0]
    signs = [sign for bound, sign in STARS if is_number(row["p_holm"]) and float(row["p_holm"]) <= bound]
    low, high = (measure(row[bound], metric, sign=True) for bound in ("ci_low", "ci_high"))
    words = (
        f"{arm} against {facts.baseline}: {measure(row['difference'], metric, unit=True, sign=True)} "
        f"({100 * (1 - facts.alpha):g} % interval {low} to {high}), {row['test']}, p {exact_p(row['p'], True)}, "
        f"Holm-corrected p {exact_p(row['p_holm'], True)}, effect size {fixed(row['effect_size'], 2, sign=True)}, "
        f"{plural(int(row['patients']), 'patient')}: {row['verdict']}"
    )
    return (signs[-1] if signs else "*"), words

"""How arms were compared."""

from segstudy.report import describe
from segstudy.report.gaps import complete_arms
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import listing
from segstudy.report.ranks import FEWEST_ARMS
from segstudy.report.references import Citations


def statistics(inputs: ReportInput, cite: Citations) -> str:
    """The tests, their correction and their effect sizes; empty where there is nothing to compare."""
    comparisons, facts = inputs.facts.settings.comparisons, inputs.facts
    if len(facts.arms) < 2:
        return ""
    against = "every other arm" if comparisons.against == "all" else f"the baseline “{facts.baseline}”"
    sentences = [
        f"Each arm was compared with {against}.",
        _paired(cite),
        f"p-values were corrected over all comparisons of a metric by Holm’s method {cite('holm')}; α was "
        f"{describe.short(facts.alpha)}.",
        _winner(inputs, cite),
        _effects(inputs, cite),
        f"Intervals of mean differences ({describe.short(100 * (1 - facts.alpha))} %) are bias-corrected and "
        f"accelerated bootstraps over patients {cite('bootstrap')} with {comparisons.bootstrap:,} resamples.",
        _ranked(inputs, cite),
        _unpaired(cite) if comparisons.protocol == "published" else "",
        "Where the smallest p that so many patients can give lies above α, the verdict is “too few patients”.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _paired(cite: Citations) -> str:
    return (
        "The unit of every test is the patient, paired by patient. Where the Shapiro–Wilk test "
        f"{cite('shapiro')} did not reject normality of the paired differences, the paired t-test {cite('student')} "
        f"was used, otherwise Wilcoxon’s signed-rank test {cite('wilcoxon')}."
    )


def _ranked(inputs: ReportInput, cite: Citations) -> str:
    if len(complete_arms(inputs)) < FEWEST_ARMS:
        return ""
    return (
        f"The arms were also ranked within each patient: Friedman’s test {cite('friedman')}, the critical difference "
        f"of mean ranks by Nemenyi {cite('demsar')}, and Wilcoxon’s signed-rank test {cite('wilcoxon')} of every pair "
        "of arms, corrected over all pairs by Holm’s method."
    )


def _unpaired(cite: Citations) -> str:
    return (
        "To repeat a published protocol, the arms were also compared as unpaired groups, without correction. Where the "
        f"Shapiro–Wilk test {cite('shapiro')} did not reject normality of either group, Student’s "
        f"unpaired t-test {cite('student')} was used, otherwise the Mann–Whitney U test {cite('mann_whitney')}."
    )


def _winner(inputs: ReportInput, cite: Citations) -> str:
    table, baseline = inputs.statistics, inputs.facts.baseline
    if inputs.facts.settings.comparisons.against == "all" or not (table["arm_a"] != baseline).any():
        return ""
    return (
        "That the arm with the highest mean Dice is the best was tested against the second best, in one test without "
        f"further correction {cite('winner')}."
    )


def _effects(inputs: ReportInput, cite: Citations) -> str:
    tests = set(inputs.statistics["test"]) | set(inputs.published["test"])
    effects = []
    if "paired t" in tests:
        effects.append(f"Cohen’s d_z {cite('cohen')}")
    if "unpaired t" in tests:
        effects.append(f"Cohen’s d {cite('cohen')}")
    if tests & {"Wilcoxon signed-rank", "Mann-Whitney U"}:
        effects.append(f"the rank-biserial correlation {cite('kerby')}")
    return f"Effect sizes are {listing(effects)}." if effects else ""

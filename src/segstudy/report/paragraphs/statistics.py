"""How arms were compared."""

from segstudy.comparison.ranks import FEWEST_ARMS
from segstudy.config.sections.words import listing
from segstudy.report.completeness import complete_arms
from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations
from segstudy.tables.metrics import metric_of
from segstudy.tables.statistics import WINNER


def statistics(inputs: ReportInput, cite: Citations) -> str:
    """The tests, their correction and their effect sizes; empty where there is nothing to compare."""
    comparisons = inputs.facts.settings.comparisons
    if len(inputs.facts.arms) < 2:
        return comparisons.subgroups_in_words(cite)
    sentences = [
        comparisons.in_words(cite),
        _winner(inputs, cite),
        _effects(inputs, cite),
        comparisons.intervals_in_words(cite),
        _ranked(inputs, cite),
        comparisons.published_in_words(cite),
        comparisons.subgroups_in_words(cite),
        "Where the smallest p that so many patients can give lies above α, the verdict is “too few patients”.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _ranked(inputs: ReportInput, cite: Citations) -> str:
    if len(complete_arms(inputs)) < FEWEST_ARMS:
        return ""
    return (
        f"The arms were also ranked within each patient: Friedman’s test {cite('friedman')}, the critical difference "
        f"of mean ranks by Nemenyi {cite('demsar')}, and Wilcoxon’s signed-rank test {cite('wilcoxon')} of every pair "
        "of arms, corrected over all pairs by Holm’s method."
    )


def _winner(inputs: ReportInput, cite: Citations) -> str:
    primary = inputs.facts.settings.comparisons.primary_metric
    if not (inputs.statistics["family"] == WINNER).any():
        return ""
    return (
        f"That the arm with the best mean {metric_of(primary).label} is the best was tested against the second best, "
        f"in one test without further correction {cite('winner')}."
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

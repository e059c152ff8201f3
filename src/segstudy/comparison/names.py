"""The words that statistics.csv uses for tests."""

PAIRED_T = "paired t"
WILCOXON = "Wilcoxon signed-rank"
UNPAIRED_T = "unpaired t"
MANN_WHITNEY = "Mann-Whitney U"

RANK_TESTS = frozenset({WILCOXON, MANN_WHITNEY})

EFFECT_NAMES = {
    PAIRED_T: "Cohen's d_z",
    WILCOXON: "rank-biserial correlation",
    UNPAIRED_T: "Cohen's d",
    MANN_WHITNEY: "rank-biserial correlation",
}
"""Which effect size stands beside which test."""

"""The tables that stand beside statistics.csv: what the report shows and does not compute."""

from segstudy.tables.statistics import STATISTICS
from segstudy.tables.table import Table, numbers, texts, wholes

_MEANS = (
    *texts("metric", "organ", "arm"),
    *wholes("patients"),
    *numbers("mean", "sd", "ci_low", "ci_high"),
)
VOLUMES = (
    *("dice", "precision", "recall", "reference_ml", "predicted_ml", "error_ml", "error_percent"),
    *("iou", "reference_hu", "predicted_hu"),
)
"""What is known of an organ's or a tissue's volume in a case; the means of it over patients."""

MEANS = Table("means.csv", _MEANS)
OUTSIDE_MEANS = Table("outside_means.csv", (*texts("set"), *_MEANS))
OUTSIDE_FOLDS = Table("outside_folds.csv", (*texts("set"), *wholes("fold"), *_MEANS))
"""Means of each fold's network alone on the sets that are only tested on."""
SET_MEANS = Table("set_means.csv", (*texts("set"), *_MEANS))
NSD = Table("nsd.csv", (*texts("organ", "arm"), *numbers("tolerance"), *_MEANS[3:]))
SET_STATISTICS = Table("set_statistics.csv", (*texts("set"), *STATISTICS.columns))
"""The paired tests of statistics.csv on the cases of each set by itself."""
RANKS = Table(
    "ranks.csv",
    (
        *texts("metric", "arm"),
        *numbers("rank", "ci_low", "ci_high", "p_best"),
        *wholes("patients"),
        *numbers("statistic", "p", "p_attainable", "critical_difference", "optimism"),
    ),
)
EFFECTS = Table(
    "effects.csv",
    (
        *texts("metric", "organ", "option"),
        *numbers("effect", "ci_low", "ci_high", "p_holm"),
        *wholes("patients", "rows"),
        *texts("tested", "verdict"),
        *numbers("p", "pseudomedian", "coverage"),
    ),
)
GROWING = Table(
    "growing.csv",
    (
        *texts("by"),
        *wholes("round", "training_patients", "patients"),
        *numbers("mean", "ci_low", "ci_high", "difference", "difference_low", "difference_high", "p", "p_holm"),
        *texts("tested", "verdict"),
    ),
)
"""One row for each strategy and round: mean Dice over organs, and its difference from as many patients drawn by lot."""
COMPONENTS = Table(
    "components.csv",
    (
        *texts("metric", "arm", "other"),
        *wholes("patients", "folds", "seeds"),
        *numbers("difference", "sd_patient", "sd_fold", "sd_seed", "sd_rest", "standard_error", "training_share"),
    ),
)
PAIRS = Table(
    "pairs.csv",
    (
        *texts("metric", "arm", "other"),
        *wholes("patients"),
        *numbers("difference", "p", "p_holm", "effect", "p_attainable"),
    ),
)
LEARNING = Table(
    "learning.csv",
    (
        *texts("family", "organ", "arm"),
        *numbers("training_fraction", "training_patients"),
        *wholes("patients"),
        *numbers("mean", "ci_low", "ci_high"),
        *wholes("draw", "draws"),
        *numbers("draws_mean", "draws_sd"),
    ),
)
REPRESENTATIONS = Table(
    "representations.csv",
    (
        *texts("arm"),
        *numbers("jaccard"),
        *wholes("failures", "measurements"),
        *numbers("gain", "jaccard_sd", "jaccard_ci_low", "jaccard_ci_high", "jaccard_gain", "p", "p_holm"),
        *texts("test"),
    ),
)
VOLUME_ERRORS = Table(
    "volume_errors.csv",
    (*texts("arm", "patient", "case", "organ", "tissue"), *numbers(*VOLUMES), *wholes("failed")),
)
AGREEMENT = Table(
    "agreement.csv",
    (
        *texts("arm", "organ", "tissue"),
        *wholes("patients", "failed"),
        *numbers("dice", "precision", "recall", "reference_ml", "predicted_ml", "error_percent"),
        *numbers("bias_ml", "bias_ci_low", "bias_ci_high", "lower_ml", "lower_ci_low", "lower_ci_high"),
        *numbers("upper_ml", "upper_ci_low", "upper_ci_high", "pearson", "pearson_p"),
        *numbers("pearson_ci_low", "pearson_ci_high"),
        *numbers("iou", "reference_hu", "predicted_hu"),
    ),
)
TRADEOFFS = Table(
    "tradeoffs.csv",
    (
        *texts("arm", "organ", "lost"),
        *numbers("dice", "change"),
        *wholes("patients", "worse"),
        *numbers("error_ml", "error_percent", "extra_ml"),
    ),
)
PARETO = Table("pareto.csv", (*texts("arm"), *numbers("dice", "sd", "training_seconds"), *wholes("on_front")))
CENTER_CASES = Table(
    "center_cases.csv", (*texts("arm", "source", "case", "organ"), *numbers("objects", "found", "error", "dice"))
)
CENTER_EFFECTS = Table(
    "center_effects.csv",
    (
        *texts("arm", "source", "organ"),
        *wholes("cases"),
        *numbers("error", "missed_percent", "dice", "rank_correlation"),
    ),
)
WITHOUT_SUSPECTS = Table(
    "without_suspects.csv",
    (
        *texts("metric", "organ", "arm_a", "arm_b"),
        *wholes("patients"),
        *numbers("difference", "ci_low", "ci_high", "p_holm"),
        *texts("verdict"),
        *wholes("patients_without"),
        *numbers("difference_without", "ci_low_without", "ci_high_without", "p_holm_without"),
        *texts("verdict_without"),
        *wholes("changed"),
    ),
)
"""Tests with all labels beside those without the ones that are probably wrong; empty where no label is."""
SUBGROUPS = Table(
    "subgroups.csv",
    (
        *texts("column", "group", "metric", "organ", "arm_a", "arm_b"),
        *wholes("patients"),
        *numbers("value", "ci_low", "ci_high"),
        *wholes("groups_tested"),
        *numbers("p_interaction", "p_interaction_holm", "p_attainable"),
        *texts("interaction"),
    ),
)
"""A group of patients by a column of the cases' table: without `arm_a` the mean of `arm_b`, else its mean difference
from `arm_a`. An empty group is all who have a value in the column. What is said of the interaction is the same for all
groups."""
REFERENCE_RESULTS = Table(
    "reference_results.csv",
    (*texts("metric", "organ", "arm"), *numbers("published", "measured", "difference", "rank_correlation")),
)

FURTHER: dict[str, Table] = {
    table.name.removesuffix(".csv"): table
    for table in (
        *(
            MEANS,
            OUTSIDE_MEANS,
            OUTSIDE_FOLDS,
            NSD,
            SET_MEANS,
            SET_STATISTICS,
            RANKS,
            EFFECTS,
            COMPONENTS,
            PAIRS,
            LEARNING,
            REPRESENTATIONS,
            VOLUME_ERRORS,
            AGREEMENT,
            TRADEOFFS,
            PARETO,
        ),
        *(CENTER_CASES, CENTER_EFFECTS, WITHOUT_SUSPECTS, SUBGROUPS, REFERENCE_RESULTS),
    )
}
"""All of them, by their file's stem."""

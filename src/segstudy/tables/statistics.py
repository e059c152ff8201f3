"""`statistics.csv`: every arm against another, metric by metric and organ by organ."""

from typing import Literal, get_args

from segstudy.tables.table import Column, Kind, Table, numbers, texts, wholes

Verdict = Literal["better", "worse", "mixed", "equivalent", "no difference found", "too few patients"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

Quantity = Literal["mean", "ranks"]
MEANS: Quantity = "mean"
RANKS: Quantity = "ranks"

Family = Literal["primary", "secondary", "winner", "bound"]
PRIMARY: Family = "primary"
SECONDARY: Family = "secondary"
WINNER: Family = "winner"
BOUND: Family = "bound"
"""Of oracles and controls against the others: they are no answers, and the others pay nothing for their tests."""

STATISTICS = Table(
    "statistics.csv",
    (
        *texts("metric", "organ", "arm_a", "arm_b"),
        *wholes("patients"),
        *numbers("mean_a", "mean_b", "difference", "ci_low", "ci_high"),
        *texts("normal", "test"),
        *numbers("statistic", "dof", "p", "p_holm", "effect_size", "p_attainable"),
        *texts("verdict", "family", "tested"),
        *numbers("coverage", "pseudomedian", "pseudomedian_low", "pseudomedian_high"),
        *wholes("higher", "lower"),
        *numbers("p_mean", "p_mean_holm", "p_equivalent"),
        Column("patients_needed", Kind.WHOLE, optional=True),
    ),
)
"""One row a test. `statistics_published.csv`, the tests of a published protocol, has the same columns.

`difference`, `ci_low`, `ci_high`, `p_mean` and `coverage` are of the mean, whichever quantity was `tested`;
`pseudomedian` and its ends are the ranks' own estimate (Hodges and Lehmann). `higher` and `lower` count the patients in
whom arm_b has the higher or the lower value.
"""

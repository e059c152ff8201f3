"""Studies in which no arm has a better mean: how often a verdict is false, and how often an interval holds the mean.

    python benchmarks/null_studies.py [studies]

prints the tables of docs/statistics.md. A study has 6 arms, 5 of which are compared with the first, and 4 organs.
Paired differences are drawn organ by organ and arm by arm; their mean is zero, that of most patients need not be.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from segstudy.comparison.family import judged_family
from segstudy.comparison.interval import mean_interval
from segstudy.comparison.normality import in_word, normality, quantity_of
from segstudy.comparison.protocols import How
from segstudy.comparison.pseudomedian import pseudomedian

ARMS, ORGANS, ALPHA = 5, 4, 0.05
Shape = tuple[int, ...]


def normal(generator: np.random.Generator, shape: Shape) -> np.ndarray:
    """Half of the patients gain, half lose, most of them little."""
    return generator.normal(0, 0.03, shape)


def skewed(generator: np.random.Generator, shape: Shape) -> np.ndarray:
    """Most patients gain a little and some lose more: an exponential tail."""
    return 0.03 * (1 - generator.exponential(1, shape))


def failures(generator: np.random.Generator, shape: Shape) -> np.ndarray:
    """Nine of ten patients gain about .03, and one in ten loses about .27."""
    failed = generator.random(shape) < 0.1
    return np.where(failed, -0.27, 0.03) + generator.normal(0, 0.01, shape)


DIFFERENCES: dict[str, Callable[[np.random.Generator, Shape], np.ndarray]] = {
    "normal": normal,
    "skewed": skewed,
    "failures": failures,
}
# The side on which most patients lie in truth.
MOST = {"normal": 0, "skewed": 1, "failures": 1}


@dataclass(frozen=True)
class Rates:
    """Shares of studies.

    Attributes:
        false: with a `better` or `worse` that is false of the quantity it speaks of.
        of_the_mean: with a `better` or `worse`, of whichever quantity: no mean differs.
        mixed: with a `mixed`.
        means: in which means were tested.
    """

    false: float
    of_the_mean: float
    mixed: float
    means: float


def comparisons(kind: str, patients: int, generator: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """The values of both arms in every comparison of one study, and in the mean over organs."""
    drawn = DIFFERENCES[kind](generator, (ARMS, ORGANS, patients))
    scopes = np.concatenate([drawn, drawn.mean(axis=1, keepdims=True)], axis=1)
    return [(np.zeros(patients), values) for values in scopes.reshape(-1, patients)]


def rates(kind: str, patients: int, studies: int) -> Rates:
    """Test the primary metric of so many studies."""
    counts = dict.fromkeys(("false", "of_the_mean", "mixed", "means"), 0)
    for number in range(studies):
        values = comparisons(kind, patients, np.random.default_rng([1, patients, *kind.encode(), number]))
        how = How(ALPHA, quantity_of([normality(second - first) for first, second in values]))
        organs = [*range(ORGANS), "mean"] * ARMS
        rows = judged_family(values, organs, how, higher_is_better=True)
        found = [row for row in rows if row["verdict"] in ("better", "worse")]
        side = {"better": 1, "worse": -1}
        counts["of_the_mean"] += bool(found)
        counts["false"] += any(row["tested"] == "mean" or side[row["verdict"]] != MOST[kind] for row in found)
        counts["mixed"] += any(row["verdict"] == "mixed" for row in rows)
        counts["means"] += how.quantity == "mean"
    return Rates(**{name: count / studies for name, count in counts.items()})


def coverages(kind: str, patients: int, studies: int) -> dict[str, float]:
    """How often intervals of 95 % hold what they are for."""
    generator = np.random.default_rng([2, patients, *kind.encode()])
    truth = pseudomedian(DIFFERENCES[kind](generator, (2001,)), ALPHA)[0]
    held = dict.fromkeys(("Student", "Hall", "as reported", "ranks"), 0)
    for values in DIFFERENCES[kind](generator, (studies, patients)):
        t, hall = (mean_interval(values, ALPHA, bent) for bent in (False, True))
        chosen = hall if in_word(normality(values)) == "no" else t
        _, *ranks = pseudomedian(values, ALPHA)
        for name, (low, high) in (("Student", t), ("Hall", hall), ("as reported", chosen)):
            held[name] += low <= 0 <= high
        held["ranks"] += ranks[0] <= truth <= ranks[1]
    return {name: count / studies for name, count in held.items()}


def main() -> None:
    """Print both tables."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print("| differences | n | false verdicts | a verdict beside equal means | `mixed` | means tested |")
    print("|---|---:|---:|---:|---:|---:|")
    for kind in DIFFERENCES:
        for patients in (10, 40):
            found = rates(kind, patients, studies)
            shares = (found.false, found.of_the_mean, found.mixed, found.means)
            print(f"| {kind} | {patients} | {' | '.join(f'{100 * share:.1f} %' for share in shares)} |", flush=True)
    print("\n| differences | n | Student | Hall | as reported | ranks, of their own |")
    print("|---|---:|---:|---:|---:|---:|")
    for kind in DIFFERENCES:
        for patients in (6, 10, 20, 40):
            found_shares = coverages(kind, patients, 5 * studies)
            print(
                f"| {kind} | {patients} | {' | '.join(f'{share:.3f}' for share in found_shares.values())} |", flush=True
            )


if __name__ == "__main__":
    main()

from time import process_time

import numpy as np
import pytest

from segstudy.comparison.rank_bootstrap import bootstrap_ranks
from segstudy.comparison.ranks import rank_table
from segstudy.comparison.spec import ComparisonSpec
from segstudy.config.sections.comparisons import ComparisonSettings


def drawn(values, can_win=None, resamples=10_000, seed=1):
    places = (-values).argsort(axis=1).argsort(axis=1) + 1.0
    chosen = can_win or [True] * values.shape[1]
    return bootstrap_ranks(places, values, chosen, 0.05, resamples, np.random.default_rng(seed))


def test_ten_thousand_resamples_take_less_than_a_second_and_agree_with_a_loop():
    generator = np.random.default_rng(0)
    values = generator.normal(0, 1, (40, 12)) + np.linspace(0, 0.5, 12)
    begun = process_time()
    found = drawn(values)
    assert process_time() - begun < 1
    best = np.zeros(12)
    for _ in range(3000):
        best[values[generator.integers(0, 40, 40)].mean(axis=0).argmax()] += 1 / 3000
    assert found.p_best == pytest.approx(best, abs=0.04) and found.p_best.sum() == pytest.approx(1)
    assert (found.low < found.high).all()


def test_a_clear_winner_is_best_in_every_resample_and_not_flattered():
    values = np.random.default_rng(0).normal(0, 0.01, (20, 3)) + [0, 0.5, 0.1]
    found = drawn(values)
    assert found.p_best.tolist() == [0, 1, 0] and found.optimism == pytest.approx(0, abs=2e-4)
    assert (found.low[1], found.high[1]) == (pytest.approx(1), pytest.approx(1))


def test_arms_that_are_the_same_share_and_bounds_win_nothing():
    values = np.tile(np.random.default_rng(0).normal(0, 1, (20, 1)), 3) + [0, 0, 5]
    found = drawn(values, [True, True, False])
    assert found.p_best[:2].tolist() == [0.5, 0.5] and np.isnan(found.p_best[2])
    assert found.optimism == pytest.approx(0, abs=0.01)


def test_optimism_is_about_what_picking_the_best_gains():
    """Six arms that are equally good: by how much the best looks better than it is, by simulation and by bootstrap."""
    generator = np.random.default_rng(5)
    studies = generator.normal(0, 1, (200, 40, 6))
    gained = studies.mean(axis=1).max(axis=1).mean()
    told = np.mean([drawn(values, resamples=400, seed=number).optimism for number, values in enumerate(studies[:60])])
    assert 0.5 * gained < told < 1.1 * gained


def test_lower_is_better_for_distances_and_an_oracle_is_no_answer(cohort) -> None:
    generator = np.random.default_rng(2)
    arms = {arm: {"heart": generator.uniform(4, 6, 20) + shift} for arm, shift in
            (("far", 9.0), ("near", 2.0), ("told_oracle", 0.0))}  # fmt: skip
    metrics, patients = cohort(arms)
    settings = ComparisonSettings(baseline="far", metrics=["hd95_mm"], bootstrap=500)
    spec = ComparisonSpec(settings, tuple(arms), ("heart",), patients, 1, bounds=("told_oracle",))
    table = rank_table(metrics, spec)
    own = table[table["metric"] == "hd95_mm"].set_index("arm")
    assert own["p_best"].to_dict() == pytest.approx({"told_oracle": np.nan, "near": 1, "far": 0}, nan_ok=True)
    assert own["rank"].to_dict() == {"told_oracle": 1, "near": 2, "far": 3}

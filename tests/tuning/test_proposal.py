import math
from dataclasses import replace
from types import SimpleNamespace

import pytest

from segstudy.tuning.proposal import Proposal, skipped


def epochs(*dice):
    return [SimpleNamespace(validation_dice=value) for value in dice]


def run(spec, number, earlier, objective, length=4):
    """A whole trial whose Dice grows evenly to the objective's value."""
    proposal = Proposal(replace(spec, number=number), earlier, length)
    value = objective(proposal.parameters)
    history = epochs(*(value * (epoch + 1) / length for epoch in range(length)))
    for done in range(1, length):
        if proposal.should_prune(history[:done]):
            return proposal.ended(history[:done], 1.0)
    return proposal.ended(history, 1.0)


def search(spec, objective, trials, parallel):
    results = []
    for start in range(0, trials, parallel):
        results += [run(spec, number, list(results), objective) for number in range(start, start + parallel)]
    return results


def hill(parameters):
    """Highest at a rate of 1e-3 with 32 kernels."""
    away = abs(math.log10(parameters["learning_rate"]) + 3) + abs(parameters["model.kernels"] - 32) / 32
    return 0.9 - 0.3 * away


def test_points_lie_in_the_space_and_are_the_same_again(spec):
    for number in range(12):
        first, second = (Proposal(replace(spec, number=number), [], 4).parameters for _ in range(2))
        assert first == second
        assert 1e-4 <= first["learning_rate"] <= 1e-2
        assert first["model.kernels"] in (16, 32, 48, 64)
        assert first["plateau.patience"] in range(2, 11)
        assert first["optimizer"] in ("adam", "adamw")


@pytest.mark.parametrize("change", [{"number": 1}, {"fold": 2}, {"seed": 43}, {"search": "other"}])
def test_each_trial_of_each_search_draws_for_itself(spec, change):
    assert Proposal(spec, [], 4).parameters != Proposal(replace(spec, **change), [], 4).parameters


def test_trials_do_not_depend_on_the_order_of_their_files(spec):
    earlier = search(spec, hill, 12, 4)
    mine = replace(spec, number=12)
    assert Proposal(mine, earlier, 4).parameters == Proposal(mine, earlier[::-1], 4).parameters


def test_search_comes_closer_to_the_optimum_than_its_random_start(spec):
    """The mean of seven searches: later rounds draw where earlier ones were good."""
    start, end = [], []
    for seed in range(7):
        values = [hill(result.parameters) for result in search(replace(spec, seed=seed, pruning="none"), hill, 40, 4)]
        start += values[:12]
        end += values[-12:]
    assert sum(end) / len(end) > sum(start) / len(start) + 0.1


def rounds(spec, values):
    return [run(spec, number, [], lambda _, value=value: value) for number, value in enumerate(values)]


def test_a_trial_below_the_median_of_earlier_rounds_ends(spec):
    earlier = rounds(spec, [0.5, 0.6, 0.7, 0.8, 0.9])
    proposal = Proposal(replace(spec, number=5), earlier, 4)
    assert not proposal.should_prune(epochs(0.05))  # warming up
    assert proposal.should_prune(epochs(0.05, 0.1))
    result = proposal.ended(epochs(0.05, 0.1), 2.0)
    assert (result.state, result.value, result.intermediate) == ("pruned", 0.1, [0.05, 0.1])


def test_a_resumed_trial_is_judged_as_if_it_had_not_stopped(spec):
    earlier = rounds(spec, [0.5, 0.6, 0.7, 0.8, 0.9])
    resumed = Proposal(replace(spec, number=5), earlier, 4)
    assert resumed.should_prune(epochs(0.05, 0.1, 0.1))


def test_good_trials_and_few_predecessors_are_not_pruned(spec):
    earlier = rounds(spec, [0.5, 0.6, 0.7, 0.8, 0.9])
    assert not Proposal(replace(spec, number=5), earlier, 4).should_prune(epochs(0.2, 0.5))
    assert not Proposal(replace(spec, number=4), earlier[:4], 4).should_prune(epochs(0.0, 0.0))
    assert not Proposal(replace(spec, number=5, pruning="none"), earlier, 4).should_prune(epochs(0.0, 0.0))


def test_a_failed_trial_has_no_value_and_does_not_hinder_later_ones(spec):
    proposal = Proposal(spec, [], 4)
    proposal.should_prune(epochs(0.3))
    result = proposal.failed(1.0)
    assert (result.state, result.value, result.intermediate) == ("failed", None, [0.3])
    later = Proposal(replace(spec, number=1), [result], 4)
    assert later.ended(epochs(0.4), 1.0).state == "complete"


def test_no_trial_begins_once_the_time_is_spent(spec):
    earlier = rounds(spec, [0.5, 0.6])
    assert skipped(replace(spec, minutes=None), earlier) is None
    assert skipped(replace(spec, minutes=1), earlier) is None
    result = skipped(replace(spec, minutes=1 / 60, number=2), earlier)
    assert (result.state, result.value, result.parameters) == ("skipped", None, {})

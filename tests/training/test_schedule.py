import math

import pytest
import torch

from segstudy.config.sections.training import TrainingSettings
from segstudy.training.schedule import make_schedule


def _rates(losses: list[float], **settings) -> list[float]:
    """The rate of each epoch, whose validation losses are given."""
    chosen = TrainingSettings(learning_rate=0.1, epochs=len(losses), **settings)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
    schedule = make_schedule(optimizer, chosen)
    rates = []
    for loss in losses:
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.advance(loss)
    return rates


def test_poly_falls_as_in_nnunet_whatever_the_loss():
    expected = [0.1 * (1 - epoch / 8) ** 0.9 for epoch in range(8)]
    assert _rates([1.0] * 8, schedule="poly") == pytest.approx(expected)


def test_plateau_waits_for_its_patience_and_starts_again_after_a_better_loss():
    losses = [1.0, 0.9, 0.95, 0.8, 0.85, 0.85, 0.85, 0.85]
    rates = _rates(losses, schedule="plateau", plateau={"factor": 0.5, "patience": 1})
    assert rates == pytest.approx([0.1] * 6 + [0.05] * 2)


def test_constant_is_constant():
    assert _rates([1.0, 2.0, 3.0], schedule="constant") == [0.1] * 3


def test_cosine_falls_to_nothing_along_half_a_cosine():
    expected = [0.05 * (1 + math.cos(math.pi * epoch / 6)) for epoch in range(6)]
    assert _rates([1.0] * 6, schedule="cosine") == pytest.approx(expected)


def test_steps_come_again_and_again():
    rates = _rates([1.0] * 5, schedule="step", step={"factor": 0.5, "every": 2})
    assert rates == pytest.approx([0.1, 0.1, 0.05, 0.05, 0.025])


@pytest.mark.parametrize("schedule", ["plateau", "poly", "cosine", "step", "constant"])
def test_a_warm_up_comes_before_any_schedule(schedule):
    plain, warm = (_rates([1.0, 0.9, 0.8, 0.7, 0.6], schedule=schedule, warmup_epochs=n) for n in (0, 3))
    assert warm == pytest.approx([rate * share for rate, share in zip(plain, [0.25, 0.5, 0.75, 1, 1], strict=True)])


@pytest.mark.parametrize("schedule", ["plateau", "poly", "cosine", "step", "constant"])
def test_a_rate_that_was_lowered_stays_lowered(schedule):
    settings = TrainingSettings(learning_rate=0.1, epochs=6, schedule=schedule, warmup_epochs=2)
    rates = {}
    for lowered in (False, True):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
        made = make_schedule(optimizer, settings)
        rates[lowered] = []
        for epoch in range(6):
            if lowered and epoch == 1:
                optimizer.param_groups[0]["lr"] *= 0.1
            rates[lowered].append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            made.advance(1.0 - epoch / 10)
    assert rates[True][1:] == pytest.approx([rate * 0.1 for rate in rates[False][1:]])

import pytest
import torch

from segstudy.config.training import TrainingSettings
from segstudy.training.schedule import advance, make_schedule


def _rates(losses: list[float], **settings) -> list[float]:
    """The rate of each epoch, whose validation losses are given."""
    chosen = TrainingSettings(learning_rate=0.1, epochs=len(losses), **settings)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
    schedule = make_schedule(optimizer, chosen)
    rates = []
    for loss in losses:
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        advance(schedule, loss)
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

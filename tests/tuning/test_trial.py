from contextlib import contextmanager
from dataclasses import replace

import pytest

from segstudy.running.errors import DivergedError
from segstudy.tables.history import EpochRecord
from segstudy.tuning.result import TrialResult
from segstudy.tuning.trial import run_trial


class Fits:
    """Fits whose Dice grows evenly; remembers what was tried."""

    def __init__(self, error=None):
        self.tried, self.error = [], error

    @contextmanager
    def __call__(self, parameters, should_prune):
        self.tried.append(parameters)
        history = []
        for epoch in range(1, 4):
            if self.error and epoch == 3:
                raise self.error
            history.append(EpochRecord(epoch, 1.0, 1.0, epoch / 10, 1e-3))
            if should_prune(history):
                break
        yield history


def test_a_trial_ends_with_its_best_dice_and_is_not_repeated(spec, tmp_path):
    fits = Fits()
    result = run_trial(spec, [], 3, fits, tmp_path / "kept.json", "stamp")
    assert (result.state, result.value, result.intermediate) == ("complete", 0.3, [0.1, 0.2, 0.3])
    assert fits.tried == [result.parameters]
    assert run_trial(spec, [], 3, fits, tmp_path / "kept.json", "stamp") == result
    assert len(fits.tried) == 1
    run_trial(spec, [], 3, fits, tmp_path / "kept.json", "another")
    assert len(fits.tried) == 2


def test_a_trial_whose_loss_is_no_number_failed_and_is_kept(spec, tmp_path):
    fits = Fits(DivergedError("nan"))
    for _ in range(2):
        result = run_trial(spec, [], 3, fits, tmp_path / "kept.json", "stamp")
        assert (result.state, result.value, result.intermediate) == ("failed", None, [0.1, 0.2])
    assert len(fits.tried) == 1


def test_another_error_is_no_result(spec, tmp_path):
    with pytest.raises(KeyError):
        run_trial(spec, [], 3, Fits(KeyError()), tmp_path / "kept.json", "stamp")
    assert not list(tmp_path.iterdir())


def test_nothing_is_fitted_once_the_time_is_spent(spec, tmp_path):
    earlier = [TrialResult(0, "complete", {}, {}, 0.5, [0.5], 120.0)]
    fits = Fits()
    result = run_trial(replace(spec, number=1, minutes=2), earlier, 3, fits, tmp_path / "kept.json", "stamp")
    assert result.state == "skipped" and not fits.tried


def test_neither_the_budget_nor_how_long_others_took_decides(spec):
    one = TrialResult(0, "complete", {"a": 1}, {}, 0.5, [0.5], 120.0)
    same = spec.decisive([one])
    assert replace(spec, minutes=7).decisive([replace(one, seconds=1.0)]) == same
    assert spec.decisive([replace(one, value=0.6)]) != same
    assert replace(spec, number=1).decisive([one]) != same

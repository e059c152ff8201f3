import optuna
import pandas as pd
import pytest
from optuna.distributions import FloatDistribution, distribution_to_json
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from segstudy.running.errors import StudyError
from segstudy.tuning.answer import answer, best_trial
from segstudy.tuning.journal import write_journal
from segstudy.tuning.result import TrialResult
from segstudy.tuning.tables import importance_table, trials_table

BETWEEN = distribution_to_json(FloatDistribution(0, 1))
NAMES = ("plateau.factor", "weight_decay", "model.kernels")


def trial(number, state, value, **parameters):
    points = dict(zip(NAMES, (0.1 * number, 0.5, (number * 7 % 10) / 10), strict=True)) | parameters
    if state == "skipped":
        points = {}
    return TrialResult(number, state, points, dict.fromkeys(points, BETWEEN), value, [0.1, value or 0.2], 3.0)


@pytest.fixture
def results():
    return [
        trial(0, "complete", 0.6),
        trial(1, "pruned", 0.9),
        trial(2, "complete", 0.8),
        trial(3, "failed", None),
        trial(4, "complete", 0.8),
        trial(5, "complete", 0.7),
        trial(6, "skipped", None),
    ]


def test_the_earliest_of_the_best_complete_trials_answers(results):
    best = best_trial(results, "wide/fold-0")
    assert best.number == 2
    told = answer(best, {"search": "wide", "fold": 0, "scope": "nested"})
    assert told["training"] == {"plateau": {"factor": 0.2}, "weight_decay": 0.5}
    assert told["model"] == {"kernels": 0.4}
    assert (told["validation_dice"], told["trial"], told["scope"]) == (0.8, 2, "nested")


def test_a_search_without_a_complete_trial_is_told(results):
    left = [result for result in results if result.state != "complete"]
    with pytest.raises(StudyError, match=r"wide/fold-0 came to its end \(1 pruned, 1 failed, 1 skipped\)"):
        best_trial(left, "wide/fold-0")


def test_every_trial_has_a_row(results):
    table = trials_table(results[::-1])
    assert list(table["trial"]) == list(range(7))
    assert list(table.columns[:6]) == ["trial", "state", "value", "best", "epochs", "seconds"]
    assert list(table["best"]) == [0.6, 0.6, 0.8, 0.8, 0.8, 0.8, 0.8]
    assert table.loc[2, "plateau.factor"] == 0.2
    assert pd.isna(table.loc[6, "plateau.factor"])


def test_what_decides_the_value_is_most_important():
    values = [(number * 13 % 40) / 40 for number in range(40)]
    results = [
        TrialResult(number, "complete", {"a": value, "b": (number * 7 % 40) / 40}, dict.fromkeys("ab", BETWEEN),
                    1 - abs(value - 0.7), [0.5], 1.0)
        for number, value in enumerate(values)
    ]  # fmt: skip
    table = importance_table(results).set_index("parameter")["importance"]
    assert table.sum() == pytest.approx(1)
    assert table["a"] > 0.8


def test_few_trials_tell_nothing_of_importance(results):
    assert list(importance_table(results[:3]).columns) == ["parameter", "importance"]
    assert not len(importance_table(results[:3]))


def test_the_journal_opens_as_an_optuna_study(results, tmp_path):
    path = tmp_path / "study.journal"
    write_journal(path, "wide/fold-0", results)
    study = optuna.load_study(study_name="wide/fold-0", storage=JournalStorage(JournalFileBackend(str(path))))
    assert [t.user_attrs["trial"] for t in study.trials] == [0, 1, 2, 3, 4, 5]
    assert study.best_value == 0.8
    assert [file.name for file in tmp_path.iterdir()] == ["study.journal"]

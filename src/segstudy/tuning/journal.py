"""A search as an Optuna journal, for `optuna-dashboard`; nothing of the study reads it."""

import os
from collections.abc import Sequence

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from segstudy.running.files import whole
from segstudy.tuning.memory_study import frozen
from segstudy.tuning.result import TrialResult


def write_journal(path: str | os.PathLike[str], name: str, results: Sequence[TrialResult]) -> None:
    """Write a journal file that holds one study, called `name`, with all trials that tried something."""
    with whole(path) as beside:
        storage = JournalStorage(JournalFileBackend(str(beside)))
        study = optuna.create_study(storage=storage, study_name=name, direction="maximize")
        study.add_trials(frozen(results))

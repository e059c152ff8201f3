"""What a study's searches found."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from segstudy.config.sections.study import StudySettings
from segstudy.plan.search import parts_of
from segstudy.running.errors import StudyError
from segstudy.tables.frames import read_frame
from segstudy.tables.tuning import IMPORTANCE, TRIALS


@dataclass(frozen=True, eq=False)
class SearchPart:
    """One search on one fold's training part.

    Attributes:
        search: Its name.
        fold: Left out of it.
        trials: A row a trial: trial, state, value, best, epochs, seconds, and each hyper-parameter.
        importance: Columns parameter, importance; no row where too few trials tell.
        best: What best.yaml says.
    """

    search: str
    fold: int
    trials: pd.DataFrame
    importance: pd.DataFrame
    best: dict[str, Any]


def read_searches(root: Path, settings: StudySettings) -> tuple[SearchPart, ...]:
    """The parts that are there, below `root` (results/<study>), of the searches that arms use.

    Raises:
        StudyError: A file is there and cannot be read.
    """
    used = dict.fromkeys(arm.tuned for arm in settings.arms if arm.tuned and settings.tuning[arm.tuned].known is None)
    parts = []
    # as many folds as there may be: parts that are not there are passed over
    most = max(settings.folds.count, sum(1 for _ in (root / "tuned").glob("*/fold-*")))
    for part in parts_of(settings, used, range(most)).values():
        folder = root / "tuned" / part.path
        if not (folder / "best.yaml").exists():
            continue
        trials = read_frame(folder / TRIALS.name, TRIALS)
        importance = read_frame(folder / IMPORTANCE.name, IMPORTANCE)
        try:
            best = yaml.safe_load((folder / "best.yaml").read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise StudyError(f"{folder}/best.yaml: cannot be read ({error}); delete it and run again") from error
        parts.append(SearchPart(part.search, part.fold, trials, importance, best))
    return tuple(parts)

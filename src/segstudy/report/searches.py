"""What a study's searches found."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from segstudy.config.study import StudySettings
from segstudy.errors import StudyError
from segstudy.plan_search import parts_of


@dataclass(frozen=True, eq=False)
class SearchPart:
    """One search on one fold's training part.

    trials: a row a trial: trial, state, value, best, epochs, seconds, and each hyper-parameter.
    importance: columns parameter, importance; no row where too few trials tell. best: what best.yaml says.
    """

    search: str
    fold: int
    trials: pd.DataFrame
    importance: pd.DataFrame
    best: dict[str, Any]


def read_searches(root: Path, settings: StudySettings) -> tuple[SearchPart, ...]:
    """The parts that are there, below `root` (results/<study>), of the searches that arms use.

    Raises StudyError where a file is there and cannot be read.
    """
    used = dict.fromkeys(arm.tuned for arm in settings.arms if arm.tuned and settings.tuning[arm.tuned].known is None)
    found = []
    for part in parts_of(settings, used).values():
        folder = root / "tuned" / part.path
        if not (folder / "best.yaml").exists():
            continue
        try:
            trials, importance = (pd.read_csv(folder / f"{name}.csv") for name in ("trials", "importance"))
            best = yaml.safe_load((folder / "best.yaml").read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise StudyError(f"{folder}: the search cannot be read ({error}); delete it and run again") from error
        found.append(SearchPart(part.search, part.fold, trials, importance, best))
    return tuple(found)

"""What a trial leaves behind: one JSON, whole or not at all, so that no database is shared and none can break."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from segstudy.running.errors import StudyError

State = Literal["complete", "pruned", "failed", "skipped"]


@dataclass(frozen=True)
class TrialResult:
    """One trial.

    Attributes:
        number: The trial's.
        state: `complete`; `pruned`, ended early; `failed`, its loss was no number any more; `skipped`, the time budget
            was spent before it began.
        parameters: By name in the space; none where skipped.
        distributions: What each was drawn from, in Optuna's JSON.
        value: The highest validation Dice of its epochs; None where skipped or failed.
        intermediate: Validation Dice after each epoch.
        seconds: Since it began, or began again after a kill.
    """

    number: int
    state: State
    parameters: dict[str, Any]
    distributions: dict[str, str]
    value: float | None
    intermediate: list[float]
    seconds: float

    def as_json(self) -> str:
        """The trial as JSON."""
        return json.dumps(asdict(self), indent=1) + "\n"


def read_trial(path: str | os.PathLike[str]) -> TrialResult:
    """The trial in a file.

    Raises:
        StudyError: It is none.
    """
    try:
        return TrialResult(**json.loads(Path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StudyError(f"{path}: is no trial of a search ({error}); delete it and run again") from error

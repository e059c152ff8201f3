"""`correction/transform.json`."""

import json
import os
from pathlib import Path
from typing import Any

from segstudy.correction.displacement import Displacement
from segstudy.correction.estimate import Estimate
from segstudy.running.errors import StudyError
from segstudy.running.files import write_text


def as_record(displacement: Displacement, estimate: Estimate, method: str, organ: str, case: str) -> dict[str, Any]:
    """The displacement, its inverse, and how well they explain the reference, as plain values."""
    return {
        "organ": organ,
        "reference": case,
        "method": method,
        **displacement.as_dict(),
        **estimate.as_dict(),
    }


def write_record(path: str | os.PathLike[str], record: dict[str, Any]) -> None:
    """Write what `as_record` gave, whole or not at all."""
    write_text(path, json.dumps(record, indent=2, allow_nan=False) + "\n")


def read_displacement(path: str | os.PathLike[str]) -> tuple[Displacement, str]:
    """The displacement and the method that found it.

    Raises:
        StudyError: Where the file does not hold them.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        return Displacement.from_dict(content), content["method"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(f"{path}: holds no displacement ({error!r}); run the stage `correction` again") from error
    except StudyError as error:
        raise StudyError(f"{path}: {error}") from error

"""`correction/transform.json`."""

import json
import os
from pathlib import Path

from segstudy.correction.estimate import Estimate
from segstudy.correction.rigid import RigidTransform
from segstudy.errors import StudyError
from segstudy.files import write_text


def write_estimate(path: str | os.PathLike[str], estimate: Estimate, organ: str, case: str) -> None:
    """Write the displacement and its inverse, and how well they explain the reference, whole or not at all."""
    content = {"organ": organ, "reference": case, **estimate.as_dict()}
    write_text(path, json.dumps(content, indent=2, allow_nan=False) + "\n")


def read_displacement(path: str | os.PathLike[str]) -> RigidTransform:
    """The displacement, true voxel to displaced voxel. Raises StudyError where the file does not hold it."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        return RigidTransform.from_dict(content["displacement"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(f"{path}: holds no displacement ({error!r}); run the stage `correction` again") from error
    except StudyError as error:
        raise StudyError(f"{path}: {error}") from error

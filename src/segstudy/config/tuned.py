"""What a training learns from a search."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from segstudy.config.layers import layered
from segstudy.errors import StudyError


def with_answer(told: Mapping[str, Any], best: str | os.PathLike[str] | None) -> dict[str, Any]:
    """A training's parameters with what a search found, which wins over all but what the arm itself says.

    told: plain values, among them `settings` and `arguments`, and, where a search answers, `own`: the arm's own
        `training` and `arguments`. best: the search's best.yaml, or nothing.
    Raises StudyError where the file holds no answer.
    """
    told = dict(told)
    own = told.pop("own", None)
    if not best:
        return told
    try:
        found = yaml.safe_load(Path(best).read_text(encoding="utf-8"))
        told["settings"] = layered(told["settings"], found["training"], own["training"])
        told["arguments"] = {**told["arguments"], **found["model"], **own["arguments"]}
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise StudyError(f"{best}: is no answer of a search ({error!r}); delete it and run again") from error
    return told

"""What a training learns from a search."""

import os
from dataclasses import replace
from pathlib import Path

import yaml

from segstudy.config.sections.layers import layered
from segstudy.running.errors import StudyError
from segstudy.training.spec import OwnSettings, TrainingSpec


def with_answer(spec: TrainingSpec, best: str | os.PathLike[str] | None) -> TrainingSpec:
    """A training with what a search found, which wins over all but what the arm itself says.

    Args:
        spec: The training as it is handed over.
        best: The search's best.yaml; None where none answers.

    Raises:
        StudyError: The file holds no answer.
    """
    if not best:
        return spec
    own = spec.own or OwnSettings({}, {})
    try:
        answer = yaml.safe_load(Path(best).read_text(encoding="utf-8"))
        values = layered(answer["training"], own.training), {**answer["model"], **own.arguments}
        return replace(spec.with_values(*values), own=None)
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise StudyError(f"{best}: is no answer of a search ({error!r}); delete it and run again") from error

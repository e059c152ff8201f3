"""A training that learns from a part of its cases, read from the file that says which."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from segstudy.training.spec import TrainingSpec


def with_selected(
    spec: TrainingSpec, stems: Sequence[str], selected: str | os.PathLike[str]
) -> tuple[TrainingSpec, list[str]]:
    """The training with these cases alone, and the caches that it reads.

    Args:
        spec: Of all cases that may be learned from.
        stems: Their caches, and those of the validation part.
        selected: JSON of a list of cases.
    """
    chosen = {*json.loads(Path(selected).read_text(encoding="utf-8"))}
    training = tuple(case for case in spec.training if case in chosen)
    known = {*training, *spec.validation}
    return replace(spec, training=training), [stem for stem in stems if Path(stem).name in known]

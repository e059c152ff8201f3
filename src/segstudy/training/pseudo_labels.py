"""What a training learns besides: the pseudo-labels that were kept, read from the file that says which."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from segstudy.training.spec import TrainingSpec

LABEL = ".label.b2nd"


def with_pseudo_labels(
    spec: TrainingSpec, stems: Sequence[str], kept: str | os.PathLike[str], labels: Sequence[str]
) -> tuple[TrainingSpec, list[str], dict[str, str]]:
    """The training with what its teacher taught it.

    Args:
        spec: Without.
        stems: Caches of all cases that may be learned from; copies of a case come after it.
        kept: JSON of the organs that are learned from, by case.
        labels: Label caches, those of people and teacher joined, each called like its case.

    Returns:
        The training, the caches that it reads, and by cache the label map that comes in the place of its own: only of a
        case as it is, for of the copies nobody has the teacher's labels.
    """
    stored = json.loads(Path(kept).read_text(encoding="utf-8"))
    organs: dict[str, tuple[str, ...]] = {case: tuple(taught) for case, taught in stored.items()}
    files = {Path(label).name.removesuffix(LABEL): label for label in labels}
    known = {*spec.training, *spec.validation, *organs}
    read = [stem for stem in stems if Path(stem).name in known]
    first = {Path(stem).name: stem for stem in reversed(read)}
    return replace(spec, taught=organs), read, {first[case]: files[case] for case in organs}

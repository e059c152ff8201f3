"""Which organs each case shows, as far as it can be known before any job: by `annotated`, and by its label map.

A label map is read once: its integers are kept in a record, by what the file holds, so that a copy, or a file whose
time changed, is not read again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from segstudy.cases.case import Case
from segstudy.running.errors import StudyError
from segstudy.running.files import write_text

# A file's stamp: size, and the nanosecond of its last change.
Stamp = list[int]


def annotated_organs(case: Case, organs: Iterable[str]) -> frozenset[str]:
    """The organs that somebody drew in a case, whether there are any in it or not."""
    return frozenset(organ for organ in organs if case.annotated is None or organ in case.annotated)


def organs_shown(
    cases: Sequence[Case], organs: Iterable[str], labels: Mapping[str, Mapping[str, Sequence[int]]], record: Path
) -> dict[str, frozenset[str]]:
    """The annotated organs of each case that are in its label map too.

    A label map that is not there yet, or cannot be read, counts as one that shows all: what is wrong with it is the
    inspection's to say.

    Args:
        cases: With label maps.
        organs: The study's.
        labels: Of each case, the label integers by organ.
        record: JSON of the integers that are known; written anew where more were found.
    """
    known = _read(record)
    before = json.dumps(known, sort_keys=True)
    shown = {}
    for case in cases:
        integers = _integers(Path(case.label or ""), known)
        drawn = annotated_organs(case, organs)
        shown[case.name] = (
            drawn if integers is None else frozenset(each for each in drawn if integers & {*labels[case.name][each]})
        )
    if json.dumps(known, sort_keys=True) != before:
        with suppress(OSError):  # a folder that is not to be written to is read again the next time
            record.parent.mkdir(parents=True, exist_ok=True)
            write_text(record, json.dumps(known, sort_keys=True) + "\n")
    return shown


def _integers(path: Path, known: dict[str, Any]) -> set[int] | None:
    """The integers of a label map; None where it cannot be read."""
    try:
        stat = path.stat()
        stamp = [stat.st_size, stat.st_mtime_ns]
        # results name nobody's folders
        name = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()
        entry = known["files"].get(name)
        if entry is None or entry["stamp"] != stamp:
            entry = {"stamp": stamp, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        if entry["sha256"] not in known["integers"]:
            known["integers"][entry["sha256"]] = _labels(path)
    except (OSError, StudyError):
        return None
    known["files"][name] = entry
    return set(known["integers"][entry["sha256"]])


def _labels(path: Path) -> list[int]:
    import numpy as np

    from segstudy.volumes.nifti import read_labels  # only where a file is new

    return [int(value) for value in np.unique(read_labels(path).array)]


def _read(record: Path) -> dict[str, Any]:
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
        if {"files", "integers"} <= known.keys():
            return dict(known)
    except (OSError, ValueError, AttributeError):
        pass
    return {"files": {}, "integers": {}}

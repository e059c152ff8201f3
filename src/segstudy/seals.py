"""What a job made is sealed, and checked where a later job reads it: a file cut or changed in between is no input.

Snakemake compares time stamps and would take a truncated table for a new one. A seal is a small file,
`<results>/seals/<path>`, with the size and SHA-256 of `<results>/<path>`.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from segstudy.errors import StudyError
from segstudy.files import sha256_of, write_text

FOLDER = "seals"


def _seal(path: Path, results: Path) -> Path | None:
    """Where the seal of `path` is; None for what lies outside the study's folder."""
    try:
        inside = Path(os.path.abspath(path)).relative_to(os.path.abspath(results))  # noqa: PTH100 (keeps links)
    except ValueError:
        return None
    return results / FOLDER / inside


def _content(path: Path) -> str:
    return f"{path.stat().st_size} {sha256_of(path)}\n"


def seal(paths: Iterable[str | os.PathLike[str]], results: Path) -> None:
    """Seal those of `paths` that are files in the folder `results`."""
    for path in map(Path, paths):
        if path.is_file() and (place := _seal(path, results)):
            write_text(place, _content(path))


def check_seals(paths: Iterable[str | os.PathLike[str]], results: Path, patience: float = 3.0) -> None:
    """Raise StudyError, naming all, where sealed files have changed; files without a seal pass.

    patience: seconds to look again, because a shared file system may show a new file before its seal.
    """
    end = time.monotonic() + patience
    waiting = [(path, place) for path in map(Path, paths) if (place := _seal(path, results)) and place.is_file()]
    while waiting := [(path, place) for path, place in waiting if not _holds(path, place)]:
        if time.monotonic() >= end:
            names = ", ".join(str(path) for path, _ in waiting)
            raise StudyError(f"{names}: changed or cut since this study made it; delete it and run again")
        time.sleep(0.5)


def is_sealed_as_made(path: Path, results: Path) -> bool:
    """Whether `path` is as its seal says, or has none."""
    place = _seal(path, results)
    return not (place and place.is_file()) or _holds(path, place)


def _holds(path: Path, place: Path) -> bool:
    try:
        told = place.read_text(encoding="utf-8")
        # the size is known at once, and what was cut has another
        return told.split(" ")[0] == str(path.stat().st_size) and told == _content(path)
    except OSError:
        return False

"""The surroundings of one job: what it reads is as it was made, and what it makes is sealed."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from segstudy.running.content import content_of, stamp_of
from segstudy.running.errors import StudyError
from segstudy.running.locks import RUN_LOCK
from segstudy.running.seals import Seal, Seals
from segstudy.running.shareable import told_apart
from segstudy.running.used import used_by

# Inputs of a job whose seals are looked up one by one; of more, folder by folder.
FEW = 20


class Making:
    """One job: its inputs are checked before it starts, and what it has made is sealed."""

    def __init__(self, job: Any, results: Path, patience: float = 3.0):
        """Read and check what the job reads.

        Args:
            job: What Snakemake hands a script: input, output, params.
            results: The study's folder.
            patience: Seconds to look again, because a shared file system may show a new file before its seal.

        Raises:
            StudyError: Inputs have changed since this study made them; names all.
        """
        self._few = len(job.input) <= FEW
        self._seals, self._job = Seals(results, self._few), job
        paths = [Path(path) for path in job.input if not self._seals.is_mark(path)]
        self._stamps = {path: stamp_of(path) for path in paths}
        self._contents = {path: _content(path) for path in paths}
        self._check(patience)
        self._refuse_replaced(path for path in paths if self._is_another(path))

    def seal(self) -> None:
        """Seal those of the job's outputs that are there; marks come later and need none.

        Raises:
            StudyError: An input was replaced while the job read it; names all.
        """
        self._refuse_replaced(
            path
            for path, stamp in self._stamps.items()
            if stamp_of(path) != stamp and _content(path) != self._contents[path]
        )
        made = self._seals.made(dict(self._job.params.items()), self._contents.items())
        outside = {
            told_apart(str(path)): Seal(content, self._stamps[path])
            for path, content in self._contents.items()
            if self._seals.of(path) is None
        }
        log = self._seals.inside(self._job.log[0]) or ""
        used = used_by(log.removeprefix("logs/").removesuffix(".log")) if log else None
        for path in map(Path, self._job.output):
            if path.exists() and self._seals.inside(path) is not None:
                self._seals.write(path, Seal(content_of(path), stamp_of(path), made, used), outside)
                outside, used = {}, None

    def _check(self, patience: float) -> None:
        end = time.monotonic() + patience
        while wrong := [path for path in self._contents if self._is_wrong(path)]:
            if time.monotonic() >= end:
                names = ", ".join(map(str, wrong))
                raise StudyError(f"{names}: changed or cut since this study made it; delete it and run again")
            time.sleep(0.5)
            self._seals = Seals(self._seals.results, self._few)
            self._contents |= {path: _content(path) for path in wrong}

    def _is_another(self, path: Path) -> bool:
        """Whether a file of the study's data was replaced since this run began, after another job had read it."""
        if self._seals.of(path) is not None or not _is_newer(path, self._seals.results / RUN_LOCK):
            return False
        known = self._seals.recorded(path)
        return known is not None and known.content != self._contents[path]

    @staticmethod
    def _refuse_replaced(paths: Iterable[Path]) -> None:
        if names := ", ".join(map(str, paths)):
            raise StudyError(
                f"{names}: replaced while this study runs; run the same command again, which makes anew what was made "
                "of the old one"
            )

    def _is_wrong(self, path: Path) -> bool:
        seal = self._seals.of(path)
        return seal is not None and seal.content != self._contents[path]


def _is_newer(path: Path, other: Path) -> bool:
    """Whether a file came to its place, or changed, after another was last written; both by the clock of their disk."""
    try:
        return path.stat().st_ctime_ns > other.stat().st_mtime_ns
    except OSError:
        return False


def _content(path: Path) -> str:
    try:
        return content_of(path)
    except OSError:
        return ""

"""Fingerprints kept from one start of Snakemake to the next: to read the whole package takes a tenth of a second."""

import atexit
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from segstudy.running.files import write_text
from segstudy.running.fingerprints import PACKAGE, fingerprint

# Below the folder that Snakemake is started in; a folder without its records gets none of ours.
KEPT = Path(".snakemake/segstudy_fingerprints.json")
# A file may change twice within one tick of its disk's clock. What is younger than this is not relied on.
SETTLED_SECONDS = 2.0


class KnownFingerprints:
    """Fingerprints taken by earlier processes, as long as no file of the package has changed.

    Whether it has, size, inode and both times of each file tell, as with the inputs of a study; the time of change
    cannot be set by hand.

    Args:
        file: Where they are kept.
        package: The package's folder.
    """

    def __init__(self, file: Path, package: Path = PACKAGE):
        self._file, self._package = file.absolute(), package
        self._state = _state(package)
        self._known: dict[str, str] = {}
        with suppress(OSError, ValueError, AttributeError, KeyError, TypeError):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            if kept["state"] == self._state:
                self._known = {str(question): str(answer) for question, answer in kept["known"].items()}
        self._asked: dict[str, str] = {}

    def of(self, script: str | Path, *named: str, describes: bool = False) -> str:
        """See `segstudy.running.fingerprints.fingerprint`."""
        question = json.dumps([str(script), _of_file(Path(script).stat()), *named, describes])
        if (answer := self._known.get(question)) is None:
            answer = fingerprint(script, *named, describes=describes)
        self._asked[question] = answer
        return answer

    def keep(self) -> None:
        """Write down what is new, where it can be written and nothing has changed since it was asked."""
        if self._asked.items() <= self._known.items() or not self._file.parent.is_dir():
            return
        if _youngest(self._package) < time.time() - SETTLED_SECONDS and _state(self._package) == self._state:
            with suppress(OSError):
                write_text(self._file, json.dumps({"state": self._state, "known": {**self._known, **self._asked}}))


def _files(package: Path) -> Iterator[os.DirEntry[str]]:
    waiting: list[str] = [str(package)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if not entry.is_dir():
                    yield entry
                elif entry.name != "__pycache__":
                    waiting.append(entry.path)


def _of_file(found: os.stat_result) -> list[int]:
    return [found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns]


def _state(package: Path) -> str:
    files = sorted((entry.path, _of_file(entry.stat())) for entry in _files(package))
    return sha256(json.dumps([sys.version, files]).encode()).hexdigest()


def _youngest(package: Path) -> float:
    return max(entry.stat().st_ctime for entry in _files(package))


@cache
def _of_this_folder() -> KnownFingerprints:
    """Those of the folder that this process was started in."""
    known = KnownFingerprints(KEPT)
    atexit.register(known.keep)
    return known


def known_fingerprint(script: str | Path, *named: str, describes: bool = False) -> str:
    """`fingerprint`, read again only where a file of the package has changed since it was taken in this folder."""
    return _of_this_folder().of(script, *named, describes=describes)

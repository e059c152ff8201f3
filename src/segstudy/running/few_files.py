"""Sets of mostly no file, or one, of which Snakemake keeps several for each job."""

from collections.abc import Iterable, Iterator, MutableSet
from itertools import chain
from typing import Any

# From here on a set finds a file faster than a look at each, and takes hardly more memory.
_MANY = 8


class FewFiles(MutableSet[Any]):
    """A set, as of the files for which a job runs; of at most one file, in under half of a set's 216 bytes."""

    __slots__ = ("_files",)

    def __init__(self, files: Iterable[Any] = ()):
        self._files: tuple[Any, ...] | set[Any] = ()
        self.update(files)

    def __contains__(self, file: object) -> bool:
        return file in self._files

    def __iter__(self) -> Iterator[Any]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def add(self, value: Any) -> None:
        """Take one file more."""
        self.update((value,))

    def discard(self, value: Any) -> None:
        """Take one out, if it is there."""
        self._files = self._kept([file for file in self._files if file != value])

    def update(self, files: Iterable[Any]) -> None:
        """Take more."""
        if not self._files and isinstance(files, FewFiles) and isinstance(files._files, tuple):
            self._files = files._files
        elif isinstance(self._files, set):
            self._files.update(files)
        else:
            self._files = self._kept(dict.fromkeys(chain(self._files, files)))

    def intersection(self, files: Iterable[Any]) -> set[Any]:
        """Those of `files` that are here."""
        return set(self._files).intersection(files)

    @staticmethod
    def _kept(files: "dict[Any, None] | list[Any]") -> "tuple[Any, ...] | set[Any]":
        return set(files) if len(files) > _MANY else tuple(files)

"""What made each file of a study, known from the study's folder itself.

A seal says what a file holds and what it was made from. Jobs seal what they make, each file in one of its own below
`<results>/seals/`, because many write at once; `gather` then leaves one file a folder, `seals.json`. By the seals a
study decides what to make again (see segstudy.running.rerun), and a job refuses what was cut or changed since.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from segstudy.running.content import content_of, stamp_of
from segstudy.running.files import write_text
from segstudy.running.made import made_key
from segstudy.running.shareable import told_apart
from segstudy.running.used import Used

FOLDER, GATHERED, SOURCES = "seals", "seals.json", "sources.json"
# Marks of stages: they order jobs and hold nothing.
MARKS = "stages"


@dataclass(frozen=True)
class Seal:
    """What is known of a file.

    Attributes:
        content: The hash of what it holds.
        stamp: Its stamp when that was read.
        made: The hash of what it was made from; empty of a study's data.
        used: What the job used that made it, with one of its files and of jobs of a case.
    """

    content: str
    stamp: str | None
    made: str = ""
    used: Used | None = None


class Seals:
    """The seals of a study's folder, each of its folders read once.

    Args:
        results: The study's folder.
        few: Whether few files will be asked for, whose seals are then read without those of their neighbors: a job of
            a case need not take longer the more cases there are.
    """

    def __init__(self, results: str | os.PathLike[str], few: bool = False):
        self.results, self._few = Path(results), few
        self._root = os.path.abspath(results)  # noqa: PTH100 (keeps links)
        self._folders: dict[str, dict[str, Seal]] = {}
        self._sources: dict[str, Seal] | None = None
        self.read_again: dict[Path, Seal] = {}

    def inside(self, path: str | os.PathLike[str]) -> str | None:
        """The path within the study's folder; None of what lies outside."""
        absolute = os.path.abspath(path)  # noqa: PTH100
        if not absolute.startswith(self._root + os.sep):
            return None
        return absolute[len(self._root) + 1 :].replace(os.sep, "/")

    def is_mark(self, path: str | os.PathLike[str]) -> bool:
        """Whether a file only marks that a stage is done."""
        return (self.inside(path) or "").startswith(f"{MARKS}/")

    def of(self, path: str | os.PathLike[str]) -> Seal | None:
        """The seal of a file of the study."""
        inside = self.inside(path)
        if inside is None:
            return None
        folder, _, name = inside.rpartition("/")
        if self._few:
            known = self._folders.setdefault(folder, {})
            if name not in known and (seal := _one(self.results / FOLDER / folder, name)):
                known[name] = seal
            return known.get(name)
        if folder not in self._folders:
            self._folders[folder] = _folder(self.results / FOLDER / folder)
        return self._folders[folder].get(name)

    def content(self, path: str | os.PathLike[str], seal: Seal | None) -> str | None:
        """What a file holds now, read again only where its stamp is another; None where it is not there."""
        file = Path(path)
        stamp = stamp_of(file)
        if stamp is None or (seal and seal.stamp == stamp):
            return seal.content if seal and stamp else None
        if file not in self.read_again:
            known = seal or Seal("", None)
            self.read_again[file] = replace(known, content=content_of(file), stamp=stamp)
        return self.read_again[file].content

    def source(self, path: str | os.PathLike[str]) -> str | None:
        """What a file that no job of the study makes holds now; None where it is not there."""
        if self._sources is None:
            self._sources = self._read_sources()
        return self.content(path, self._sources.get(told_apart(str(path))) or self.of(path))

    def used(self) -> Iterator[Used]:
        """What each job of a case used, of those whose files are sealed."""
        for folder, _, _ in os.walk(self.results / FOLDER):
            yield from (seal.used for seal in _folder(Path(folder)).values() if seal.used)

    def recorded(self, path: str | os.PathLike[str]) -> Seal | None:
        """What the last job that read it knew of a file that no job of the study makes."""
        return self._read_sources().get(told_apart(str(path)))

    def made(self, params: Mapping[str, Any], contents: Iterable[tuple[str | Path, str]]) -> str:
        """The hash of what a job makes its files from.

        Args:
            params: The job's, by name.
            contents: Each input's path and the hash of its content, marks left out.
        """
        return made_key(params, ((self.inside(path) or "", content) for path, content in contents))

    def remember(self) -> None:
        """Write down the stamps of what was read again and holds what it held.

        Raises:
            OSError: They cannot be written.
        """
        sources = self._sources or {}
        for path, seal in self.read_again.items():
            known = self.of(path)
            if known and known.content == seal.content:
                self.write(path, seal)
            elif self.inside(path) is None:
                sources[told_apart(str(path))] = seal
        if sources:
            _write_all(self.results / FOLDER / SOURCES, sources)
        self.read_again.clear()

    def forget(self, paths: Iterable[Path]) -> None:
        """Drop the seals of files. Only where no job runs."""
        gone: dict[str, set[str]] = {}
        for path in paths:
            self._loose(path).unlink(missing_ok=True)
            folder, _, name = (self.inside(path) or "").rpartition("/")
            gone.setdefault(folder, set()).add(name)
        for folder, names in gone.items():
            file = self.results / FOLDER / folder / GATHERED
            kept = {name: seal for name, seal in _read_all(file).items() if name not in names}
            if kept:
                _write_all(file, kept)
            else:
                file.unlink(missing_ok=True)
        self._folders.clear()

    def gather(self) -> None:
        """Leave one file a folder.

        Raises:
            OSError: They cannot be written; then single seals are left, which say the same.
        """
        sources, gone = self._read_sources(), []
        for folder, single in self._single():
            known = _folder(folder)
            _write_all(folder / GATHERED, known)
            # what a job seals meanwhile stays by itself
            gone += [folder / name for name in single if name.removesuffix(".json") in known]
        if sources:
            _write_all(self.results / FOLDER / SOURCES, sources)
        for path in gone:
            path.unlink(missing_ok=True)
        self._folders.clear()
        self._sources = None

    def write(self, path: str | os.PathLike[str], seal: Seal, sources: Mapping[str, Seal] | None = None) -> None:
        """Seal a file, in a file of the seal's own: many jobs write at once.

        Args:
            path: Of the study.
            seal: What is known of it.
            sources: What was read that no job of the study makes, by path.

        Raises:
            OSError: It cannot be written.
        """
        outside = {"sources": {each: asdict(known) for each, known in sources.items()}} if sources else {}
        write_text(self._loose(path), json.dumps(asdict(seal) | outside))

    def _loose(self, path: str | os.PathLike[str]) -> Path:
        return self.results / FOLDER / f"{self.inside(path)}.json"

    def _read_sources(self) -> dict[str, Seal]:
        sources = _read_all(self.results / FOLDER / SOURCES)
        for folder, single in self._single():
            for name in single:
                more = _read(folder / name).get("sources", {})
                sources |= {path: Seal(**values) for path, values in more.items()}
        return {told_apart(path): seal for path, seal in sources.items()}

    def _single(self) -> Iterator[tuple[Path, list[str]]]:
        """Folders of seals with the names of those in them that are not gathered."""
        for folder, _, files in os.walk(self.results / FOLDER):
            if single := _not_gathered(files):
                yield Path(folder), single


def _folder(folder: Path) -> dict[str, Seal]:
    seals = _read_all(folder / GATHERED)
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return seals
    for name in _not_gathered(names):
        if seal := _seal_in(folder / name):
            seals[name.removesuffix(".json")] = seal
    return seals


def _seal_in(file: Path) -> Seal | None:
    """The seal that a file of its own holds."""
    values = _read(file)
    values.pop("sources", None)
    return _seal(**values) if values else None


def _one(folder: Path, name: str) -> Seal | None:
    """The seal of one file of a folder, looked up in what `_write_all` wrote, a line a file."""
    if seal := _seal_in(folder / f"{name}.json"):
        return seal
    try:
        text = (folder / GATHERED).read_text(encoding="utf-8")
        _, found, rest = text.partition(f"\n{json.dumps(name)}: ")
        return _seal(*json.loads(rest.partition("\n")[0].rstrip(","))) if found else None
    except (OSError, ValueError):
        return None


def _not_gathered(names: Iterable[str]) -> list[str]:
    """The single seals among a folder's files; hidden ones were being written when their writer was killed."""
    return [
        name
        for name in names
        if name.endswith(".json") and not name.startswith(".") and name not in (GATHERED, SOURCES)
    ]


def _read(file: Path) -> dict[str, Any]:
    """What a file of seals says; nothing where it is not there or was cut."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _read_all(file: Path) -> dict[str, Seal]:
    return {name: _seal(*values) for name, values in _read(file).items()}


def _seal(content: str, stamp: str | None, made: str = "", used: list[Any] | None = None) -> Seal:
    return Seal(content, stamp, made, Used(*used) if used else None)


def _row(seal: Seal) -> list[Any]:
    return [seal.content, seal.stamp, seal.made, *([seal.used] if seal.used else [])]


def _write_all(file: Path, seals: Mapping[str, Seal]) -> None:
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(_row(seal))}" for name, seal in sorted(seals.items()))
    write_text(file, f"{{\n{rows}\n}}\n")

"""Files under DVC: are they the ones that were recorded?

What is read is DVC's documented formats (dvc.org: `.dvc` files, the cache's `.dir` listings); DVC itself need not
be installed.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from segstudy.errors import StudyError

LISTING = ".dir"


@dataclass(frozen=True)
class Version:
    """What one `.dvc` file records: the file or folder `tracked`, and its hash (`….dir` for a folder)."""

    record: Path
    tracked: Path
    md5: str


def record_files(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The `.dvc` files beside the given files, or beside a folder above them; sorted. Opens none."""
    seen: set[str] = set()
    for path in paths:
        place = os.path.abspath(path)  # noqa: PTH100 - links are kept, as DVC knows files by their names
        while place not in seen and os.path.dirname(place) != place:  # noqa: PTH120
            seen.add(place)
            place = os.path.dirname(place)  # noqa: PTH120
    return sorted(f"{place}.dvc" for place in seen if os.path.isfile(f"{place}.dvc"))  # noqa: PTH113


def read_versions(record: Path) -> list[Version]:
    """What a `.dvc` file records. Raises StudyError where it cannot be read."""
    try:
        told = yaml.safe_load(record.read_text(encoding="utf-8"))
        folder = record.parent / told.get("wdir", ".")
        return [Version(record, folder / out["path"], out["md5"]) for out in told["outs"]]
    except (OSError, UnicodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        told = f"{type(error).__name__}: {error}".replace("\n", " ")
        raise StudyError(f"{record}: cannot be read as a DVC file ({told}); restore it with git") from error


def file_md5(path: Path) -> str:
    """The MD5 of a file's bytes, which is what DVC (3 and later) records."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def folder_md5(files: dict[str, str]) -> str:
    """The hash DVC records for a folder; files: MD5 by path below the folder, with slashes."""
    listed = [{"md5": md5, "relpath": path} for path, md5 in sorted(files.items())]
    return hashlib.md5(json.dumps(listed, sort_keys=True).encode(), usedforsecurity=False).hexdigest() + LISTING


def cached_listing(version: Version) -> dict[str, str] | None:
    """The recorded files of a folder, MD5 by path below it; None where the cache does not hold the listing."""
    for folder in version.record.absolute().parents:
        for cache in ("files/md5", ""):
            listing = folder / ".dvc" / "cache" / cache / version.md5[:2] / version.md5[2:]
            if listing.is_file():
                listed: list[dict[str, Any]] = json.loads(listing.read_text(encoding="utf-8"))
                return {entry["relpath"]: entry["md5"] for entry in listed}
    return None


ADVICE = (
    "`dvc checkout` brings the recorded data back; `dvc commit` records what is there now, where it was meant to "
    "change; a case can be left out under data.exclude"
)


def check_versions(records: Iterable[str | os.PathLike[str]], files: Iterable[str | os.PathLike[str]]) -> dict:
    """Compare `files` with what `records` (`.dvc` files) say of them.

    Returns, for provenance, by `.dvc` file: the recorded hash of what it tracks, and how many files were compared.
    Of a folder whose listing is not in DVC's cache, all files are read and the folder's own hash compared.
    Raises StudyError, one line a file, where any is not the recorded one.
    """
    used = [Path(os.path.abspath(file)) for file in files]  # noqa: PTH100
    known, wrong = {}, []
    for record in map(Path, records):
        for version in read_versions(record):
            tracked = Path(os.path.abspath(version.tracked))  # noqa: PTH100
            members = [file for file in used if file == tracked or tracked in file.parents]
            if not version.md5.endswith(LISTING):
                recorded = {tracked: version.md5}
            elif (listed := cached_listing(version)) is not None:
                recorded = {tracked / path: md5 for path, md5 in listed.items()}
            else:
                recorded = None
                wrong += _compare_folder(tracked, version)
            if recorded is not None:
                wrong += [line for file in members if (line := _compare(file, recorded.get(file), record))]
            known[str(record)] = {"path": str(version.tracked), "md5": version.md5, "files": len(members)}
    if wrong:
        raise StudyError("\n".join(["The data are not the ones DVC recorded:", *wrong, ADVICE]))
    return known


def _compare(file: Path, recorded: str | None, record: Path) -> str | None:
    if recorded is None:
        return f"  {file}: not among the files that {record} records"
    if not file.is_file():
        return f"  {file}: missing (recorded {recorded})"
    found = file_md5(file)
    return None if found == recorded else f"  {file}: recorded {recorded}, found {found}"


def _compare_folder(folder: Path, version: Version) -> list[str]:
    there = {file.relative_to(folder).as_posix(): file_md5(file) for file in folder.rglob("*") if file.is_file()}
    found = folder_md5(there)
    if found == version.md5:
        return []
    return [f"  {folder}: recorded {version.md5}, found {found} (which file, only the listing in DVC's cache tells)"]

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

from segstudy.running.errors import StudyError
from segstudy.running.files import hash_of
from segstudy.running.shareable import shareable, told_apart

LISTING = ".dir"


@dataclass(frozen=True)
class Version:
    """What one `.dvc` file records.

    Attributes:
        record: The `.dvc` file.
        tracked: The file or folder it records.
        md5: The hash of `tracked`; `….dir` for a folder.
    """

    record: Path
    tracked: Path
    md5: str


def record_files(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The `.dvc` files beside the given files, or beside a folder above them; sorted. Opens none."""
    candidates: set[str] = set()
    for path in paths:
        place = os.path.abspath(path)  # noqa: PTH100 - links are kept, as DVC knows files by their names
        while place not in candidates and os.path.dirname(place) != place:  # noqa: PTH120
            candidates.add(place)
            place = os.path.dirname(place)  # noqa: PTH120
    return sorted(f"{place}.dvc" for place in candidates if os.path.isfile(f"{place}.dvc"))  # noqa: PTH113


def read_versions(record: Path) -> list[Version]:
    """What a `.dvc` file records.

    Raises:
        StudyError: Where it cannot be read.
    """
    try:
        content = yaml.safe_load(record.read_text(encoding="utf-8"))
        folder = record.parent / content.get("wdir", ".")
        return [Version(record, folder / out["path"], out["md5"]) for out in content["outs"]]
    except (OSError, UnicodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}".replace("\n", " ")
        raise StudyError(f"{record}: cannot be read as a DVC file ({why}); restore it with git") from error


def file_md5(path: Path) -> str:
    """The MD5 of a file's bytes, which is what DVC (3 and later) records."""
    return hash_of(path, algorithm="md5")


def folder_md5(files: dict[str, str]) -> str:
    """The hash DVC records for a folder.

    Args:
        files: MD5 by path below the folder, with slashes.
    """
    entries = [{"md5": md5, "relpath": path} for path, md5 in sorted(files.items())]
    return hashlib.md5(json.dumps(entries, sort_keys=True).encode(), usedforsecurity=False).hexdigest() + LISTING


def cached_listing(version: Version) -> dict[str, str] | None:
    """The recorded files of a folder, MD5 by path below it; None where the cache does not hold the listing."""
    for folder in version.record.absolute().parents:
        for cache in ("files/md5", ""):
            listing = folder / ".dvc" / "cache" / cache / version.md5[:2] / version.md5[2:]
            if listing.is_file():
                entries: list[dict[str, Any]] = json.loads(listing.read_text(encoding="utf-8"))
                return {entry["relpath"]: entry["md5"] for entry in entries}
    return None


ADVICE = (
    "`dvc checkout` brings the recorded data back; `dvc commit` records what is there now, where it was meant to "
    "change; a case can be left out under data.exclude"
)


def check_versions(
    records: Iterable[str | os.PathLike[str]], files: Iterable[str | os.PathLike[str]]
) -> dict[str, dict[str, str | int]]:
    """Compare files with what DVC recorded of them.

    Of a folder whose listing is not in DVC's cache, all files are read and the folder's own hash compared.

    Args:
        records: The `.dvc` files.
        files: Those that the study reads.

    Returns:
        For provenance, by `.dvc` file: what it tracks, the recorded hash of that, and how many files were compared.

    Raises:
        StudyError: One line a file, where any is not the recorded one.
    """
    used = [Path(os.path.abspath(file)) for file in files]  # noqa: PTH100
    versions: dict[str, dict[str, str | int]] = {}
    wrong: list[str] = []
    for record in map(Path, records):
        for version in read_versions(record):
            tracked = Path(os.path.abspath(version.tracked))  # noqa: PTH100
            members = [file for file in used if file == tracked or tracked in file.parents]
            recorded: dict[Path, str] | None = None
            if not version.md5.endswith(LISTING):
                recorded = {tracked: version.md5}
            elif (listed := cached_listing(version)) is not None:
                recorded = {tracked / path: md5 for path, md5 in listed.items()}
            if recorded is None:
                wrong += _compare_folder(tracked, version)
            else:
                wrong += [line for file in members if (line := _compare(file, recorded.get(file), record))]
            versions[told_apart(_from_here(record))] = {
                "path": shareable(_from_here(version.tracked)),
                "md5": version.md5,
                "files": len(members),
            }
    if wrong:
        raise StudyError("\n".join(["The data are not the ones DVC recorded:", *wrong, ADVICE]))
    return versions


def _from_here(path: Path) -> str:
    return str(path).removeprefix(f"{Path.cwd()}{os.sep}")


def _compare(file: Path, recorded: str | None, record: Path) -> str | None:
    if recorded is None:
        return f"  {file}: not among the files that {record} records"
    if not file.is_file():
        return f"  {file}: missing (recorded {recorded})"
    md5 = file_md5(file)
    return None if md5 == recorded else f"  {file}: recorded {recorded}, found {md5}"


def _compare_folder(folder: Path, version: Version) -> list[str]:
    md5 = folder_md5(
        {file.relative_to(folder).as_posix(): file_md5(file) for file in folder.rglob("*") if file.is_file()}
    )
    if md5 == version.md5:
        return []
    return [f"  {folder}: recorded {version.md5}, found {md5} (which file, only the listing in DVC's cache tells)"]

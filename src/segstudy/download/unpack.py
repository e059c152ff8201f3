"""Unpacking an archive of data, of which only its checksum is known."""

import gzip
import lzma
import secrets
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from segstudy.download.fetch import Progress
from segstudy.running.archive_paths import leads_outside
from segstudy.running.errors import StudyError

BLOCK = 1 << 20
MOST_FILES = 1_000_000
DAMAGED: tuple[type[Exception], ...] = (
    tarfile.TarError,
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    # a zip with a password, or packed in a way nobody uses
    NotImplementedError,
    RuntimeError,
)


def unpack(archive: Path, target: Path, name: str, most_bytes: int, progress: Progress) -> None:
    """Unpack a .tar (also compressed) or .zip so that it becomes the folder `target`, whole or not at all.

    A single folder that holds all the rest is `target` itself, whatever its name. Owners, rights and dates are not
    taken over.

    Args:
        archive: The file.
        target: The folder it becomes.
        name: What messages call the archive.
        most_bytes: An archive that unpacks to more is refused.
        progress: Called as bytes are written.

    Raises:
        StudyError: One sentence about `name`, where the archive is damaged, of another kind, holds links, devices or
            paths that lead outside, unpacks to more than most_bytes or has too many files, or `target` is there.
    """
    if target.exists():
        raise StudyError(f"{target}: is there already; move it away to unpack {name} anew")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{secrets.token_hex(4)}.{target.name}")
    beside.mkdir()
    try:
        _unpack_into(archive, beside, name, most_bytes, progress)
        inside = list(beside.iterdir())
        if not inside:
            raise StudyError(f"{name}: holds no file")
        only = inside[0] if len(inside) == 1 and inside[0].is_dir() else beside
        only.rename(target)
    except DAMAGED as error:
        raise StudyError(f"{name}: a damaged archive, or one of another kind than .tar, .tar.gz or .zip") from error
    except (FileExistsError, NotADirectoryError) as error:
        raise StudyError(f"{name}: holds two files of one name") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _unpack_into(archive: Path, folder: Path, name: str, most_bytes: int, progress: Progress) -> None:
    unpacked = 0
    entries = _zip_entries(archive, name) if zipfile.is_zipfile(archive) else _tar_entries(archive, name)
    for files, (path, source) in enumerate(entries, start=1):
        if files > MOST_FILES:
            raise StudyError(f"{name}: holds more than {MOST_FILES:,} files")
        if leads_outside(path):
            raise StudyError(f"{name}: holds a file whose path leads outside of it ({path[:100]!r}): do not use it")
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with source, place.open("xb") as target:
            while block := source.read(BLOCK):
                unpacked += len(block)
                if unpacked > most_bytes:
                    hint = "if that is right, raise `data.download.most_gb`"
                    raise StudyError(f"{name}: unpacks to more than {most_bytes / 1e9:g} GB; {hint}")
                target.write(block)
                progress(unpacked, None)


def _zip_entries(archive: Path, name: str) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise _not_a_file(name, entry.filename)
            if not entry.is_dir():
                yield entry.filename, opened.open(entry)


def _tar_entries(archive: Path, name: str) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(archive, "r:*") as opened:
        for entry in opened:
            if entry.isdir():
                continue
            if not entry.isfile():
                raise _not_a_file(name, entry.name)
            source = opened.extractfile(entry)
            if source is None:
                raise _not_a_file(name, entry.name)
            yield entry.name, source
            # else a long archive's whole listing stays in memory
            opened.members = []  # type: ignore[attr-defined] # which the types of the standard library leave out


def _not_a_file(name: str, entry: str) -> StudyError:
    return StudyError(f"{name}: holds a link or device instead of a file ({entry[:100]!r}): do not use it")

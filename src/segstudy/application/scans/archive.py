"""Unpacking a zip file that nobody has checked."""

import stat
import struct
import zipfile
import zlib
from pathlib import Path

from segstudy.application.limits import MOST_FILES, MOST_UNPACKED
from segstudy.running.archive_paths import leads_outside
from segstudy.running.errors import StudyError

BLOCK = 1 << 20
# Of the table of contents: an entry is 46 bytes and its name; the names of DICOM exports are short.
MOST_CONTENTS = MOST_FILES * 512
END = b"PK\x05\x06"
LONGEST_END = 22 + 65535


def unpack(path: Path, folder: Path, name: str) -> None:
    """Unpack the files of a zip into `folder`, which is empty, under numbers instead of their own names.

    Raises:
        StudyError: One sentence about `name`, where the zip is damaged, asks for a password, has an entry that leads
            outside or is a link, or holds more than MOST_FILES files or MOST_UNPACKED bytes; bytes are counted while
            they are written.
    """
    _check_contents(path, name)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(entries, name)
            left = MOST_UNPACKED
            for number, entry in enumerate(entries):
                left -= _write(archive, entry, folder / f"{number:05d}", left, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error) as error:
        raise StudyError(f"{name}: a damaged or truncated zip file; copy or download it again") from error
    except (NotImplementedError, RuntimeError, UnicodeError) as error:
        raise StudyError(f"{name}: packed in a way that cannot be read; zip it again") from error


def _check_contents(path: Path, name: str) -> None:
    """Look at the table of contents' size before all of it is read."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - LONGEST_END))
        tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < 22:
        raise StudyError(f"{name}: a damaged or truncated zip file; copy or download it again")
    contents = int.from_bytes(tail[at + 12 : at + 16], "little")
    if contents > MOST_CONTENTS or tail[:at].rfind(b"PK\x06\x07") == at - 20 >= 0:
        raise StudyError(f"{name}: holds too many files; at most {MOST_FILES} are taken: zip one series alone")


def _check(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MOST_FILES:
        raise StudyError(f"{name}: holds {len(entries)} files, at most {MOST_FILES} are taken: zip one series alone")
    for entry in entries:
        if leads_outside(entry.filename):
            raise StudyError(f"{name}: holds a file whose path leads outside of it; zip the series' folder again")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise StudyError(f"{name}: holds a link instead of a file; zip the series' folder again")
        if entry.flag_bits & 0x1:
            raise StudyError(f"{name}: asks for a password; zip the series without one")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise StudyError(f"{name}: packed in an unusual way; zip it again as ordinary zip (deflate)")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, left: int, name: str) -> int:
    written = 0
    with archive.open(entry) as source, path.open("wb") as target:
        while block := source.read(BLOCK):
            written += len(block)
            if written > left:
                most = MOST_UNPACKED >> 30
                raise StudyError(f"{name}: unpacks to more than {most} GB, larger than any series that is taken")
            target.write(block)
    return written

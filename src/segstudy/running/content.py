"""What a file or a folder holds, as a hash, and a stamp that tells whether it has to be read to know.

A header whose voxels are in a file beside it (`.mhd`, `.nhdr`) holds these too.
"""

import hashlib
import os
from pathlib import Path
from stat import S_ISDIR

from segstudy.running.detached import beside
from segstudy.running.files import hash_of

# Snakemake puts one into every folder that a job makes.
TIMESTAMP = ".snakemake_timestamp"


def content_of(path: Path) -> str:
    """The SHA-256 of a file, or of all files in a folder with their names, in hexadecimal digits.

    Raises:
        OSError: It cannot be read.
    """
    if not path.is_dir():
        voxels = beside(path)
        return hash_of(path, voxels) if voxels else hash_of(path)
    digest = hashlib.sha256()
    for file in _files(path):
        digest.update(f"{file.relative_to(path).as_posix()}\0{hash_of(file)}\0".encode())
    return digest.hexdigest()


def stamp_of(path: Path) -> str | None:
    """Size, inode and nanosecond of the last change; other content has another stamp. None where nothing is."""
    try:
        about = os.stat(path)  # noqa: PTH116 (of thousands of files: quicker)
        if not S_ISDIR(about.st_mode):
            voxels = beside(path)
            return f"{_stamp(about)}+{_stamp(voxels.stat())}" if voxels else _stamp(about)
        text = "".join(f"{file.relative_to(path).as_posix()}\0{_stamp(file.stat())}\0" for file in _files(path))
        return hashlib.sha256(text.encode()).hexdigest()
    except OSError:
        return None


def _stamp(about: os.stat_result) -> str:
    return f"{about.st_size}:{about.st_ino}:{about.st_mtime_ns}"


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.name != TIMESTAMP)

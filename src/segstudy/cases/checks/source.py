"""A file read once, from front to back: unpacked where it is packed, and hashed on the way."""

import gzip
import hashlib
import io
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer  # in collections.abc from Python 3.12 on

GZIP_MAGIC = b"\x1f\x8b"
BLOCK = 1 << 20
LARGEST_RATIO = 1032  # deflate: one bit pair can stand for at most 258 bytes


class UnusableError(Exception):
    """A file, or the rest of it, that cannot be used; the message says why and what to do."""


class _Hashed(io.RawIOBase):
    """Feeds every byte that is read to a digest."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer") -> int:
        count = self._file.readinto(buffer)
        self.digest.update(memoryview(buffer)[:count])
        return count


class Source:
    """The unpacked bytes of an open file.

    Attributes:
        size: Bytes of the file as it lies on disk.
        packed: Whether they are gzip-compressed.
    """

    def __init__(self, file: io.FileIO, size: int, packed: bool) -> None:
        self.size = size
        self.packed = packed
        self._hashed = _Hashed(file)
        self._buffered = io.BufferedReader(self._hashed, BLOCK)
        start = self._buffered.peek(2)[:2]
        self._stream: io.BufferedIOBase = self._buffered
        if packed:
            if start != GZIP_MAGIC:
                raise UnusableError("named .gz but not gzip-compressed; rename it or compress it")
            self._stream = gzip.GzipFile(fileobj=self._buffered, mode="rb")
        elif start == GZIP_MAGIC:
            raise UnusableError("gzip-compressed but not named so; rename it to .nii.gz")

    def capacity(self) -> int:
        """The most bytes the file can unpack to."""
        return self.size * LARGEST_RATIO if self.packed else self.size

    def read(self, count: int) -> bytes:
        """The next `count` bytes, fewer where the file ends.

        Raises:
            UnusableError: Where it is damaged.
        """
        try:
            return self._stream.read(count)
        except EOFError as error:
            raise UnusableError("truncated: its compressed data end too early; copy or download it again") from error
        except (zlib.error, gzip.BadGzipFile) as error:
            raise UnusableError(f"damaged: its compressed data are broken ({error}); copy it again") from error
        except OSError as error:
            raise UnusableError(f"cannot be read ({error.strerror or error})") from error

    def surplus(self, most: int = 16 * BLOCK) -> int:
        """How many bytes are left, counted up to `most`; reaching the end checks the packing's checksum."""
        count = 0
        while count < most and (block := self.read(BLOCK)):
            count += len(block)
        return count

    def sha256(self) -> str:
        """The SHA-256 of the whole file as it lies on disk; reads what has not been read yet."""
        while self._buffered.read(BLOCK):
            pass
        return self._hashed.digest.hexdigest()


@contextmanager
def open_source(path: str) -> Iterator[Source]:
    """Open a NIfTI file (`.nii`, `.nii.gz`).

    Raises:
        UnusableError: Where that cannot be done.
    """
    try:
        status = Path(path).stat()  # before opening: a pipe would wait forever
    except FileNotFoundError as error:
        raise UnusableError(f"missing: no file at {path}") from error
    except (OSError, ValueError) as error:
        raise UnusableError(f"cannot be found ({getattr(error, 'strerror', None) or error}): {path}") from error
    if stat.S_ISDIR(status.st_mode):
        raise UnusableError("a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise UnusableError("not a regular file")
    name = str(path).lower()
    if not name.endswith((".nii", ".nii.gz")):
        raise UnusableError("not named .nii, .nii.gz, .mha or .nrrd; convert it to NIfTI")
    if status.st_size == 0:
        raise UnusableError("empty (0 bytes); copy or download it again")
    try:
        file = io.FileIO(path)
    except OSError as error:
        raise UnusableError(f"cannot be opened ({error.strerror or error})") from error
    with file:
        yield Source(file, status.st_size, packed=name.endswith(".gz"))

"""Files that appear whole or not at all, and the hash that tells one from another."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A file that is being written, beside what it will replace.
_BESIDE = re.compile(r"\.[0-9a-f]{8}\..+")


@contextmanager
def whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Write a file whole or not at all.

    Missing parent folders are made.

    Yields:
        A path beside `path`, with the same suffixes, that replaces it when the block succeeds. When the block fails,
        `path` is left as it was and nothing else stays behind.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{secrets.token_hex(4)}.{target.name}")
    try:
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def is_left_behind(path: Path) -> bool:
    """Whether a file is what `whole` writes first: where nothing runs, its writer was killed."""
    return _BESIDE.fullmatch(path.name) is not None


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` to `path` as UTF-8, whole or not at all."""
    with whole(path) as beside:
        beside.write_text(text, encoding="utf-8")


def hash_of(*paths: str | os.PathLike[str], algorithm: str = "sha256") -> str:
    """The hash of a file's content, or of several files' one after another, in hexadecimal digits."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    for path in paths:
        with Path(path).open("rb") as file:
            hashlib.file_digest(file, lambda: digest)
    return digest.hexdigest()

"""One file over HTTP, resumed where it was interrupted."""

import json
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

from segstudy.errors import StudyError
from segstudy.files import write_text

BLOCK = 1 << 20
TIMEOUT_SECONDS = 60
# Without a single new byte in so many attempts, somebody has to look.
ATTEMPTS = 5
PAUSE_SECONDS = 2.0

Progress = Callable[[int, int | None], None]
"""Told how many bytes there are, and out of how many where the server says it."""


class _InterruptedError(Exception):
    """The connection ended early."""


def fetch(url: str, part: Path, most_bytes: int, progress: Progress, pause: float = PAUSE_SECONDS) -> None:
    """Fetch `url` into `part`, going on where an earlier call ended.

    Beside it, `<part>.json` keeps by which mark (ETag or date) the server knows the file, so that halves of two
    versions are never put together. A connection that breaks is tried again, as long as each try brings something.
    Raises StudyError where the server refuses, cannot be reached or sends more than most_bytes, or the disk is full.
    """
    failed = 0
    while True:
        before = _size(part)
        try:
            _go_on(url, part, most_bytes, progress)
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise StudyError(f"{url}: the server says {error.code} {error.reason}") from None
            reason = f"{error.code} {error.reason}"
        except (OSError, HTTPException, _InterruptedError) as error:
            reason = str(getattr(error, "reason", error)) or type(error).__name__
        failed = 0 if _size(part) > before else failed + 1
        if failed >= ATTEMPTS:
            told = "what there is so far is kept; ask again to go on" if _size(part) else "is the network there?"
            raise StudyError(f"{url}: cannot be fetched ({reason}); {told}")
        time.sleep(pause * 2**failed)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _go_on(url: str, part: Path, most_bytes: int, progress: Progress) -> None:
    notes = part.with_name(f"{part.name}.json")
    mark = _mark(notes, url)
    have = _size(part) if mark else 0
    request = urllib.request.Request(url, headers={"User-Agent": "segstudy", "Accept-Encoding": "identity"})
    if have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", mark)
    try:
        answer = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        whole = (error.headers.get("Content-Range") or "").rpartition("/")[2]
        if error.code == 416 and whole == str(have):
            return  # it was complete already
        if error.code == 416:
            part.unlink()
        raise
    with answer:
        if have and not (answer.headers.get("Content-Range") or "").startswith(f"bytes {have}-"):
            have = 0  # the file changed meanwhile, or the server sends no parts
        length = answer.headers.get("Content-Length")
        total = have + int(length) if length else None
        _check_room(url, part, have, total, most_bytes)
        known = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        # a weak mark is no promise that the bytes are the same
        write_text(notes, json.dumps({"url": url, "mark": "" if known.startswith("W/") else known}) + "\n")
        with part.open("ab" if have else "wb") as file:
            while block := answer.read(BLOCK):
                have += len(block)
                if have > most_bytes:
                    raise _too_large(url, most_bytes)
                file.write(block)
                progress(have, total)
    if total is not None and have < total:
        raise _InterruptedError(f"the connection ended after {have:,} of {total:,} bytes")


def _mark(notes: Path, url: str) -> str:
    """How the server knows what there is already; empty where that is another file's, or nobody knows."""
    try:
        told = json.loads(notes.read_text(encoding="utf-8"))
        return str(told["mark"]) if told["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _check_room(url: str, part: Path, have: int, total: int | None, most_bytes: int) -> None:
    if total is None:
        return
    if total > most_bytes:
        raise _too_large(url, most_bytes)
    if total - have > (free := shutil.disk_usage(part.parent).free):
        raise StudyError(f"{url}: has {total - have:,} bytes more, but {part.parent} only has room for {free:,}")


def _too_large(url: str, most_bytes: int) -> StudyError:
    return StudyError(f"{url}: is larger than {most_bytes / 1e9:g} GB; if that is right, raise `data.download.most_gb`")

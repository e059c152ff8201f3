"""One file over HTTP, resumed where it was interrupted."""

import json
import re
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

from segstudy.download.connection import LEAST_BYTES_A_SECOND, TIMEOUT_SECONDS, Watch, open_url
from segstudy.running.errors import StudyError
from segstudy.running.files import write_text

BLOCK = 1 << 20
# Without a single new byte in so many attempts, somebody has to look.
ATTEMPTS = 5
PAUSE_SECONDS = 2.0
LENGTH = re.compile(r"[0-9]{1,18}")

Progress = Callable[[int, int | None], None]
"""Called with how many bytes there are, and out of how many where the server says it."""


class _InterruptedError(Exception):
    """The connection ended early."""


class _SlowError(Exception):
    """The connection was given up."""


def fetch(
    url: str,
    part: Path,
    most_bytes: int,
    progress: Progress,
    pause: float = PAUSE_SECONDS,
    patience: float = TIMEOUT_SECONDS,
) -> None:
    """Fetch `url` into `part`, going on where an earlier call ended.

    Beside it, `<part>.json` keeps by which mark (ETag or date) the server knows the file, so that halves of two
    versions are never put together. A connection that breaks is tried again, as long as each try brings something.

    Args:
        url: Where from.
        part: Where to.
        most_bytes: A larger file is refused.
        progress: Called as bytes arrive.
        pause: Before the second attempt, in seconds; doubled before each further one.
        patience: Seconds after which a connection that brings less than LEAST_BYTES_A_SECOND is given up.

    Raises:
        StudyError: Where the server refuses, cannot be reached or sends more than most_bytes, or the disk is full.
    """
    failed = 0
    while True:
        before, slow = _size(part), False
        try:
            _resume(url, part, most_bytes, progress, patience)
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise StudyError(f"{url}: the server says {error.code} {error.reason}") from None
            reason = f"{error.code} {error.reason}"
        except _SlowError as error:
            reason, slow = str(error), True
        except ValueError as error:  # of an address in a redirection that is none
            raise StudyError(f"{url}: the server's answer makes no sense ({error})") from None
        except (OSError, HTTPException, _InterruptedError) as error:
            reason = str(getattr(error, "reason", error)) or type(error).__name__
        failed = 0 if _size(part) > before and not slow else failed + 1
        if failed >= ATTEMPTS:
            hint = "what there is so far is kept; ask again to go on" if _size(part) else "is the network there?"
            raise StudyError(f"{url}: cannot be fetched ({reason}); {hint}")
        time.sleep(pause * 2**failed)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _resume(url: str, part: Path, most_bytes: int, progress: Progress, patience: float) -> None:
    watch = Watch(patience)
    try:
        with watch.watching():
            _resume_watched(url, part, most_bytes, progress, watch)
    except (OSError, HTTPException, _InterruptedError):
        if not watch.was_slow:
            raise
    if watch.was_slow:
        raise _SlowError(f"less than {LEAST_BYTES_A_SECOND:,} bytes a second for {patience:g} s")


def _resume_watched(url: str, part: Path, most_bytes: int, progress: Progress, watch: Watch) -> None:
    record = part.with_name(f"{part.name}.json")
    mark = _mark(record, url)
    have = _size(part) if mark else 0
    request = urllib.request.Request(url, headers={"User-Agent": "segstudy", "Accept-Encoding": "identity"})
    if have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", mark)
    try:
        response = open_url(request, watch)
    except urllib.error.HTTPError as error:
        whole = (error.headers.get("Content-Range") or "").rpartition("/")[2]
        if error.code == 416 and whole == str(have):
            return  # it was complete already
        if error.code == 416:
            part.unlink()
        raise
    with response:
        if have and not (response.headers.get("Content-Range") or "").startswith(f"bytes {have}-"):
            have = 0  # the file changed meanwhile, or the server sends no parts
        length = (response.headers.get("Content-Length") or "").strip()
        # what is no number promises nothing; the checksum tells whether all came
        total = have + int(length) if LENGTH.fullmatch(length) else None
        _check_room(url, part, have, total, most_bytes)
        mark = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        # a weak mark is no promise that the bytes are the same
        write_text(record, json.dumps({"url": url, "mark": "" if mark.startswith("W/") else mark}) + "\n")
        with part.open("ab" if have else "wb") as file:
            while block := response.read1(BLOCK):
                have += len(block)
                watch.got += len(block)
                if have > most_bytes:
                    raise _too_large(url, most_bytes)
                file.write(block)
                progress(have, total)
    if total is not None and have < total:
        raise _InterruptedError(f"the connection ended after {have:,} of {total:,} bytes")


def _mark(record: Path, url: str) -> str:
    """How the server knows what there is already; empty where that is another file's, or nobody knows."""
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        return str(content["mark"]) if content["url"] == url else ""
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

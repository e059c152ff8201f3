"""From a study's settings to its data on disk."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from segstudy.config.sections.download import DownloadSettings
from segstudy.download.fetch import Progress, fetch
from segstudy.download.unpack import unpack
from segstudy.running.errors import StudyError
from segstudy.running.locks import wait_for_lock


def obtain(
    settings: DownloadSettings, root: Path, show_progress: Callable[[str], AbstractContextManager[Progress]]
) -> bool:
    """Fetch, check and unpack the archive as the folder `root`; False where that is there already.

    The archive lies beside `root` (`<root>.download`) as long as it takes; what there is of it when something goes
    wrong is kept, but not a bad one.

    Args:
        settings: Where the archive is, and its checksum.
        root: The folder it becomes.
        show_progress: Given the name of a step, opens what shows its progress.

    Raises:
        StudyError: Where the archive cannot be fetched, is not the one of the checksum, or cannot be unpacked.
    """
    if root.exists():
        return False
    part = root.with_name(f"{root.name}.download")
    part.parent.mkdir(parents=True, exist_ok=True)
    lock = part.with_name(f"{part.name}.lock")
    with wait_for_lock(lock), _gone_after(lock):
        if root.exists():  # whom this waited for has fetched it
            return False
        with show_progress("Fetching") as progress:
            fetch(settings.url, part, settings.most_bytes, progress)
        with show_progress("Checking") as progress:
            _check(settings, part, progress)
        with show_progress("Unpacking") as progress:
            unpack(part, root, settings.url, settings.most_bytes, progress)
        _discard(part)
    return True


@contextmanager
def _gone_after(lock: Path) -> Iterator[None]:
    """Leave no lock file, however the block ends; whoever waits makes another."""
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _check(settings: DownloadSettings, part: Path, progress: Progress) -> None:
    kind, expected = ("sha256", settings.sha256) if settings.sha256 else ("md5", settings.md5 or "")
    digest, done, size = hashlib.new(kind, usedforsecurity=False), 0, part.stat().st_size
    with part.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            done += len(block)
            progress(done, size)
    if digest.hexdigest() != expected.lower():
        _discard(part)
        raise StudyError(
            f"{settings.url}: is not the archive it should be ({kind} {digest.hexdigest()}, expected "
            f"{expected.lower()}) and was thrown away; fetch it again, or ask its makers for the right checksum"
        )


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    part.with_name(f"{part.name}.json").unlink(missing_ok=True)

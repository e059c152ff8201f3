"""Paths in a configuration or a data table."""

import os
import re
from pathlib import Path

from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of

VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def expand(path: str) -> Path:
    """`~`, `${NAME}` and `${NAME:-default}` replaced as a shell would."""
    return Path(VARIABLE.sub(lambda m: os.environ.get(m[1]) or m[2] or "", path)).expanduser()


def can_be_read(file: str) -> bool:
    """Whether `file` is one, and this user may read it."""
    return os.path.isfile(file) and os.access(file, os.R_OK)  # noqa: PTH113 - asked for every case at every start


def data_root(settings: DataSettings) -> Path:
    """The folder, or the CSV, that `data.root` names.

    Raises:
        StudyError: Where it names none.
    """
    if not settings.root:
        raise StudyError(
            f"data.root: layout {settings.layout} needs the folder (or, for `table`, the CSV) with the cases"
        )
    return expand(settings.root)


def shown_from(settings: DataSettings) -> str | None:
    """The absolute folder below which a table of cases names files; None where their paths are relative already."""
    if not settings.root:
        return None
    root = data_root(settings)
    folder = expand(settings.folder) if settings.folder else root.parent if settings.layout == "table" else root
    return str(folder) if folder.is_absolute() else None


def without_ending(path: Path) -> str:
    """The name of a volume's file without its ending; empty for what is no such file."""
    ending = ending_of(path)
    return path.name[: len(path.name) - len(ending)] if ending else ""

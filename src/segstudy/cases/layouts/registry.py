"""Which layouts there are, by name."""

from collections.abc import Callable
from importlib import import_module

from segstudy.cases.case import Case
from segstudy.cases.layouts.names import check_names
from segstudy.cases.layouts.paths import expand
from segstudy.config.data import DataSettings
from segstudy.errors import StudyError

LAYOUTS = {
    "phantom": "segstudy.cases.layouts.phantom",
    "segthor": "segstudy.cases.layouts.segthor",
    "msd": "segstudy.cases.layouts.msd",
    "table": "segstudy.cases.layouts.table",
    "images": "segstudy.cases.layouts.images",
}


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None = None) -> list[Case]:
    """The cases of a study, sorted by name; only names and folders are read, no scan.

    results: the study's folder, where a made-up cohort is written.
    Raises StudyError where the data is not there or its names cannot serve as file names.
    """
    find: Callable[..., list[Case]] = import_module(LAYOUTS[settings.layout]).find_cases
    try:
        found = find(settings, results=results, organs=organs, stratify=stratify)
    except StudyError as error:
        if settings.download and not expand(settings.root).exists():
            raise StudyError(f"{error}\nThe study says where its archive is: `segstudy download` fetches it") from None
        raise
    cases = sorted(found, key=lambda case: case.name)
    check_names(cases, settings)
    return cases

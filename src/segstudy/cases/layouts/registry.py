"""The cases of a study, whichever layout its data has."""

from collections.abc import Callable, Iterable
from pkgutil import resolve_name

from segstudy.cases.annotated import annotated_cases
from segstudy.cases.case import Case
from segstudy.cases.layouts.names import check_names
from segstudy.cases.layouts.paths import data_root
from segstudy.cases.unlabeled import without_labels
from segstudy.config.sections.data import DataSettings
from segstudy.config.sections.layouts import LAYOUTS
from segstudy.running.errors import StudyError


def find_cases(
    settings: DataSettings,
    results: str,
    organs: list[str],
    stratify: str | None = None,
    further: Iterable[Case] = (),
) -> list[Case]:
    """The cases of a study, sorted by name; only names and folders are read, no scan.

    Args:
        settings: `data:` of the study.
        results: The study's folder, where a made-up cohort is written.
        organs: The study's, by name.
        stratify: What folds are balanced by, a column of layout `table`.
        further: Cases that lie elsewhere.

    Raises:
        StudyError: Where the data is not there or its names cannot serve as file names.
    """
    cases = [*cases_of_layout(settings, results, organs, stratify), *further]
    cases = sorted(cases, key=lambda case: case.name)
    check_names(cases, settings)
    return without_labels(annotated_cases(cases, settings.annotated, organs), settings.unlabeled)


def cases_of_layout(settings: DataSettings, results: str, organs: list[str], stratify: str | None = None) -> list[Case]:
    """The cases as their layout finds them, whatever they are called.

    Raises:
        StudyError: Where the data is not there.
    """
    find: Callable[..., list[Case]] = resolve_name(LAYOUTS[settings.layout].finder)
    try:
        return find(settings, results=results, organs=organs, stratify=stratify)
    except StudyError as error:
        if settings.download and not data_root(settings).exists():
            raise StudyError(f"{error}\nThe study says where its archive is: `segstudy download` fetches it") from None
        raise

"""Which cases count as without a label map, where a study says it by patterns of case names."""

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from segstudy.cases.case import Case
from segstudy.running.errors import StudyError


def without_labels(cases: Sequence[Case], patterns: Sequence[str]) -> list[Case]:
    """The cases, those that match a pattern without their label map.

    Args:
        cases: As their layout found them.
        patterns: Of case names, with `*` and `?`.

    Raises:
        StudyError: A pattern matches no case.
    """
    problems = [
        f"config: data.unlabeled: no case is called like {pattern!r}"
        for pattern in patterns
        if not any(fnmatchcase(case.name, pattern) for case in cases)
    ]
    if problems:
        raise StudyError("\n".join(problems))
    return [
        replace(case, label=None, annotated=None)
        if any(fnmatchcase(case.name, pattern) for pattern in patterns)
        else case
        for case in cases
    ]

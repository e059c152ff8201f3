"""Which organs somebody drew in which case, where a study says it by patterns of case names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from segstudy.cases.case import Case
from segstudy.running.errors import StudyError


def annotated_cases(cases: Sequence[Case], annotated: Mapping[str, Sequence[str]], organs: Sequence[str]) -> list[Case]:
    """The cases, each with the organs that were drawn in it.

    Args:
        cases: As their layout found them, which may know of organs that were not drawn.
        annotated: By organ, patterns of the cases in which it was drawn; an organ that is not named was drawn in all.
        organs: The study's, by name.

    Raises:
        StudyError: A pattern matches no case.
    """
    problems = [
        f"config: data.annotated.{organ}: no case is called like {pattern!r}"
        for organ, patterns in annotated.items()
        for pattern in patterns
        if not any(fnmatchcase(case.name, pattern) for case in cases)
    ]
    if problems:
        raise StudyError("\n".join(problems))
    return [_with_drawn(case, annotated, organs) for case in cases] if annotated else list(cases)


def _with_drawn(case: Case, annotated: Mapping[str, Sequence[str]], organs: Sequence[str]) -> Case:
    drawn = tuple(
        organ
        for organ in (organs if case.annotated is None else case.annotated)
        if organ not in annotated or any(fnmatchcase(case.name, pattern) for pattern in annotated[organ])
    )
    return case if case.annotated is None and drawn == tuple(organs) else replace(case, annotated=drawn)

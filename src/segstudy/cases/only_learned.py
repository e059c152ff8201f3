"""Which cases are only learned from, where a study says it by patterns of case names."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from segstudy.cases.case import Case
from segstudy.running.errors import StudyError

KEY = "config: folds.only_learned"


def only_learned(cases: Sequence[Case], patterns: Sequence[str]) -> frozenset[str]:
    """The names of the cases that match a pattern.

    Args:
        cases: Those that are not left out and not only tested on.
        patterns: Of case names, with `*` and `?`.

    Raises:
        StudyError: A pattern matches no case with a label map, or a patient's cases are on both sides.
    """
    labeled = [case for case in cases if case.label]
    chosen = {case.name for case in labeled if any(fnmatchcase(case.name, pattern) for pattern in patterns)}
    problems = [
        f"{KEY}: no case with a label map is called like {pattern!r}"
        for pattern in patterns
        if not any(fnmatchcase(case.name, pattern) for case in labeled)
    ]
    held = {case.patient for case in labeled if case.name not in chosen}
    shared = sorted({case.patient for case in labeled if case.name in chosen} & held)
    if shared:
        problems.append(f"{KEY}: patient {shared[0]} has other cases, which are held out; name all of them, or none")
    if problems:
        raise StudyError("\n".join(problems))
    return frozenset(chosen)

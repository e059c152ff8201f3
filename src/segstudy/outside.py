"""Cases that a study is tested on and never learns from: `evaluate_on:`."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from segstudy.cases.case import Case
from segstudy.errors import StudyError


def outside_cases(cases: Sequence[Case], sets: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The set of each case that belongs to one.

    sets: by name, patterns of case names, with `*` and `?`. Raises StudyError, one line a problem, where a pattern
    matches nothing, a case would be in two sets or has no label map, or a patient would be within and without.
    """
    found: dict[str, str] = {}
    problems = []
    for name, patterns in sets.items():
        for pattern in patterns:
            matching = [case for case in cases if fnmatchcase(case.name, pattern)]
            if not matching:
                problems.append(f"config: evaluate_on.{name}: no case is called like {pattern!r}")
            for case in matching:
                if found.setdefault(case.name, name) != name:
                    problems.append(f"config: evaluate_on.{name}: case {case.name} is in {found[case.name]} too")
    missing = [case.name for case in cases if case.name in found and not case.label]
    if missing:
        problems.append(f"config: evaluate_on: {missing[0]} has no label map to be measured against; leave it out")
    patients = {case.patient for case in cases if case.name not in found}
    if shared := sorted({case.patient for case in cases if case.name in found} & patients):
        problems.append(
            f"config: evaluate_on: patient {shared[0]} has other cases, which networks would learn from; name all of "
            "them"
        )
    if problems:
        raise StudyError("\n".join(dict.fromkeys(problems)))
    return found

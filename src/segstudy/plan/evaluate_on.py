"""Cases that a study is tested on and never learns from: `evaluate_on:`."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from segstudy.cases.case import Case
from segstudy.running.errors import StudyError


def outside_cases(cases: Sequence[Case], sets: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The set of each case that belongs to one.

    Args:
        cases: All cases of the study.
        sets: By name, patterns of case names, with `*` and `?`.

    Raises:
        StudyError: A pattern matches nothing, a case would be in two sets or has no label map, or a patient would be
            within and without; one line a problem.
    """
    set_of: dict[str, str] = {}
    problems = []
    for name, patterns in sets.items():
        for pattern in patterns:
            matching = [case for case in cases if fnmatchcase(case.name, pattern)]
            if not matching:
                problems.append(f"config: evaluate_on.{name}: no case is called like {pattern!r}")
            for case in matching:
                if set_of.setdefault(case.name, name) != name:
                    problems.append(f"config: evaluate_on.{name}: case {case.name} is in {set_of[case.name]} too")
    missing = [case.name for case in cases if case.name in set_of and not case.label]
    if missing:
        problems.append(f"config: evaluate_on: {missing[0]} has no label map to be measured against; leave it out")
    patients = {case.patient for case in cases if case.name not in set_of}
    if shared := sorted({case.patient for case in cases if case.name in set_of} & patients):
        problems.append(
            f"config: evaluate_on: patient {shared[0]} has other cases, which networks would learn from; name all of "
            "them"
        )
    if problems:
        raise StudyError("\n".join(dict.fromkeys(problems)))
    return set_of

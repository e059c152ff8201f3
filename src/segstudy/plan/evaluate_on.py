"""Cases that a study is tested on and never learns from: `evaluate_on:`."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from segstudy.cases.case import Case
from segstudy.config.sections.case_sets import CaseSet
from segstudy.running.errors import StudyError


def outside_cases(
    cases: Sequence[Case], sets: Mapping[str, CaseSet], placed: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The set of each case that belongs to one.

    Args:
        cases: All cases of the study.
        sets: By name; patterns are of names of cases of `data`.
        placed: The set of each case that lies elsewhere than `data`, of these sets or of others.

    Raises:
        StudyError: A pattern matches nothing, a case would be in two sets or has no label map, or a patient would be
            within and without; one line a problem.
    """
    placed = placed or {}
    set_of = {case: name for case, name in placed.items() if name in sets}
    problems = []
    for name, chosen in sets.items():
        for pattern in chosen.cases if chosen.root is None else ():
            matching = [case for case in cases if case.name not in placed and fnmatchcase(case.name, pattern)]
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

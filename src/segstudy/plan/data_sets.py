"""Parts of the cases that arms may learn from alone: `data_sets:`."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from segstudy.config.sections.case_sets import CaseSet
from segstudy.running.errors import StudyError


def set_of_each(cases: Sequence[str], sets: Mapping[str, CaseSet]) -> dict[str, str]:
    """The set of each case that belongs to one.

    Args:
        cases: Names of the cases of `data` that are held out.
        sets: By name; those with cases of their own know them.

    Raises:
        StudyError: A pattern matches nothing, or a case would be in two sets; one line a problem.
    """
    set_of: dict[str, str] = {}
    problems = []
    for name, chosen in sets.items():
        for pattern in chosen.cases if chosen.root is None else ():
            matching = [case for case in cases if fnmatchcase(case, pattern)]
            if not matching:
                problems.append(f"config: data_sets.{name}: no case with a label map is called like {pattern!r}")
            for case in matching:
                if set_of.setdefault(case, name) != name:
                    problems.append(f"config: data_sets.{name}: case {case} is in {set_of[case]} too")
    if problems:
        raise StudyError("\n".join(dict.fromkeys(problems)))
    return set_of

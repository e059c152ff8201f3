import re

from segstudy.plan.wildcards import one_of


def test_names_match_as_they_are_and_nothing_else():
    names = ["full", "full+augmentation", "a.b"]
    assert all(re.fullmatch(one_of(names), name) for name in names)
    assert not any(re.fullmatch(one_of(names), other) for other in ("fullaugmentation", "acb", "full+"))


def test_of_no_names_nothing_that_is_called_something_matches():
    assert one_of([]) == "-"

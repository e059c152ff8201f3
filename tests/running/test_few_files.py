import sys

from hypothesis import given
from hypothesis import strategies as st

from segstudy.running.few_files import FewFiles

files = st.lists(st.integers(0, 12), max_size=20)


@given(files, st.lists(st.tuples(st.sampled_from(["update", "add", "discard"]), files), max_size=6), files)
def test_it_holds_what_a_set_holds(first, steps, other):
    ours, plain = FewFiles(first), set(first)
    for name, values in steps:
        for value in values if name != "update" else [values]:
            getattr(ours, name)(value)
            getattr(plain, name)(value)
        assert set(ours) == plain and len(ours) == len(plain) and bool(ours) == bool(plain)
        assert len(list(ours)) == len(plain)
    assert all((value in ours) == (value in plain) for value in range(13))
    assert ours.intersection(other) == plain.intersection(other)
    assert set(ours - FewFiles(other)) == plain - set(other)
    ours.clear()
    assert not ours


@given(files, files)
def test_what_was_taken_from_another_is_its_own(first, more):
    one = FewFiles(first)
    other = FewFiles()
    other.update(one)
    other.update(more)
    assert set(one) == set(first) and set(other) == {*first, *more}


def test_one_file_takes_less_than_half_of_a_set():
    one = FewFiles(["file"])
    assert sys.getsizeof(one) + sys.getsizeof(one._files) < sys.getsizeof({"file"}) / 2

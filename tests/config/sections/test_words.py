import pytest

from segstudy.config.sections.words import listing, plural, setting, short, times


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "none"),
        (True, "yes"),
        (False, "no"),
        (5e-4, "0.0005"),
        (-3.0, "−3"),
        ({"factor": 0.5, "patience": 5}, "factor 0.5, patience 5"),
        ([-1, "x"], "−1, x"),
    ],
)
def test_settings_in_words(value, words):
    assert setting(value) == words


def test_numbers_in_words():
    assert short(1000.0) == "1000" and short("a-b") == "a-b"
    assert times((256, 1.5)) == "256 × 1.5"


def test_one_and_many():
    assert plural(1, "case") == "1 case"
    assert plural(2, "case") == "2 cases"
    assert plural(1200, "entry", "entries") == "1,200 entries"


def test_lists_in_words():
    assert [listing(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]

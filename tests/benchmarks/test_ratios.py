"""What benchmarks say of sides that took turns, also where `--only` left one out."""

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def ratios(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import ratios

    yield ratios
    for name in ("ratios", "sides"):
        del sys.modules[name]


@pytest.fixture
def measured(ratios):
    """Two turns of two sides; theirs takes two and three times as long, and half the memory."""
    turns = [("ours", 0, 1.0, 8.0), ("theirs", 0, 2.0, 4.0), ("ours", 1, 1.0, 8.0), ("theirs", 1, 3.0, 4.0)]
    return [ratios.Measured("some", *turn, None) for turn in turns]


def test_sides_stand_beside_ours(ratios, measured, capsys):
    ratios.print_table(measured, "ours", {"theirs": 2})
    ratios.print_peaks(measured, "ours", "theirs", 3)
    said = capsys.readouterr().out
    assert "| theirs | 2.5 | 4 | 2.50 (2.00 to 3.00) | 2 |" in said
    assert "Peak memory over that of theirs: 2.00 (2.00 to 2.00); at most 3" in said


@pytest.mark.parametrize("left", ["ours", "theirs"])
def test_a_side_alone_has_no_ratio(ratios, measured, capsys, left):
    ratios.print_table([row for row in measured if row.side == left], "ours", {"theirs": 2})
    ratios.print_peaks([row for row in measured if row.side == left], "ours", "theirs", 3)
    said = capsys.readouterr().out
    assert f"| {left} |" in said and "(" not in said and "Peak" not in said

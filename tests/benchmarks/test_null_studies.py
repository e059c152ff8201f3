"""A small version of the simulation behind docs/statistics.md: false verdicts are as rare as promised."""

import runpy
from pathlib import Path

import pytest

SIMULATION = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "null_studies.py"))
STUDIES = 60


@pytest.mark.parametrize("kind", ["normal", "skewed", "failures"])
def test_where_no_mean_differs_few_studies_say_that_one_does(kind):
    found = SIMULATION["rates"](kind, 40, STUDIES)
    # At 5 % a share of 60 studies is above 15 % in one of a thousand.
    assert found.false <= 0.15 and found.of_the_mean <= 0.15
    assert found.means >= 0.8 if kind == "normal" else found.means <= 0.1


def test_rare_failures_among_ten_patients_crown_nobody():
    found = SIMULATION["rates"]("failures", 10, STUDIES)
    assert found.of_the_mean <= 0.15 and found.mixed >= 0.9, "most patients gain, and the mean says nothing"

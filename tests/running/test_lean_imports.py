import subprocess
import sys

import pytest

from segstudy.running.lean_imports import without


def said(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_is_hidden_is_there_again_afterwards():
    code = """
from segstudy.running.lean_imports import without
with without("fractions", hollow=["statistics"]):
    try:
        import fractions
    except ImportError:
        print("missing")
    import statistics
    print(hasattr(statistics, "mean"))
import fractions, statistics
print(fractions.Fraction(1, 2), statistics.mean([1, 3]))
"""
    assert said(code).split() == ["missing", "False", "1/2", "2"]


def test_what_is_there_already_stays():
    with without("sys", hollow=["pytest"]):
        import sys as same

        import pytest as again
    assert again is pytest and same is sys


@pytest.mark.parametrize(
    ("module", "left_out"),
    [("segstudy.volumes.nifti", ("pydicom", "requests")), ("segstudy.volumes.cache", ("httpx", "rich"))],
)
def test_jobs_start_without_what_no_job_needs(module, left_out):
    code = f"import sys, {module}\nprint([name for name in {left_out!r} if name in sys.modules])"
    assert said(code) == "[]"
    assert said(f"import {', '.join(left_out)}, {module}") == ""

"""A small version of the study behind docs/labels.md: planted faults are found, and clean labels left in peace."""

import os
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "benchmarks"))  # as for one that is started there
PLANTED = runpy.run_path(str(ROOT / "benchmarks" / "planted_labels.py"))
CLEAR = ("heart moved by 20 mm", "two organs swapped")


def test_in_a_small_cohort_what_is_clearly_wrong_comes_first():
    made = PLANTED["cohort"](3, patients=6, shape=(48, 48, 16))
    for kind in CLEAR:
        drawn = PLANTED["draw"](made, PLANTED["FAULTS"][kind], 1)
        wrong, right = drawn.scores()
        assert len(wrong) == (4 if "swapped" in kind else 2)
        assert min(wrong) > max(right), kind


@pytest.mark.slow
@pytest.mark.parametrize("seed", [42, 44])
def test_what_the_page_on_labels_promises(seed):
    for kind, found in PLANTED["study"]([PLANTED["cohort"](seed)], 5).items():
        assert found.alarms <= 0.05, kind
        assert found.auroc >= 0.95 or "5 mm" in kind, kind


@pytest.mark.slow
@pytest.mark.study
@pytest.mark.workflow
def test_with_networks_that_were_really_trained(tmp_path):
    """Trained once on correct labels; faults are planted afterwards in labels that no asked network saw."""
    folders = PLANTED["trained"](tmp_path, cores=os.cpu_count() or 1)
    for kind, found in PLANTED["study"]([PLANTED["cohort"](42, folders)], 5).items():
        assert found.alarms <= 0.05, kind
        assert found.auroc >= 0.95 or "5 mm" in kind, kind

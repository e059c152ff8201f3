import numpy as np
import pandas as pd
import pytest

from segstudy.comparison.center_effects import center_cases, center_effects
from segstudy.comparison.spec import ComparisonSpec
from segstudy.config.sections.comparisons import ComparisonSettings

CASES = ["P1", "P2", "P3", "P4"]
SPEC = ComparisonSpec(ComparisonSettings(baseline="centers"), ("centers", "polar"), ("heart", "aorta"), {}, 1)


@pytest.fixture
def effects():
    """The heart's center is missed in two of four cases, the aorta's in all."""
    dice = {"heart": [0.9, 0.8, 0.0, 0.1], "aorta": [0.0, 0.0, 0.0, 0.2]}
    error = {"heart": [1.0, 3.0, np.nan, np.nan], "aorta": [np.nan] * 4}
    metrics = pd.DataFrame(
        [("polar", case, organ, values[place]) for organ, values in dice.items() for place, case in enumerate(CASES)],
        columns=["arm", "case", "organ", "dice"],
    )
    centers = pd.DataFrame(
        [
            ("centers", case, organ, 10, 0 if np.isnan(values[place]) else 9, values[place])
            for organ, values in error.items()
            for place, case in enumerate(CASES)
        ],
        columns=["arm", "case", "organ", "objects", "found", "center_error_mm"],
    )
    cases = center_cases(metrics, centers, {"polar": "centers"}, "mm", SPEC)
    return center_effects(cases, SPEC).set_index("organ")


def test_cases_without_a_center_count(effects):
    heart = effects.loc["heart"]
    assert heart["cases"] == 4
    assert heart["missed_percent"] == pytest.approx(100 * 22 / 40)
    assert heart["dice"] == pytest.approx(0.45)
    assert heart["error"] == pytest.approx(2.0)


def test_an_organ_that_is_never_found_is_a_row(effects):
    aorta = effects.loc["aorta"]
    assert aorta["missed_percent"] == 100
    assert aorta["dice"] == pytest.approx(0.05)
    assert np.isnan(aorta["error"]) and np.isnan(aorta["rank_correlation"])

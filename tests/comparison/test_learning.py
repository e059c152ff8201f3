import numpy as np
import pandas as pd
import pytest

from segstudy.comparison.learning import families, learning_curves, learning_table
from segstudy.comparison.means import mean_table
from segstudy.comparison.spec import ComparisonSpec, Learner
from segstudy.config.sections.comparisons import ComparisonSettings

LEARNERS = (
    Learner("full", "full", 1.0, (8, 9, 8)),
    Learner("full-half", "full", 0.5, (4, 5, 4)),
    Learner("full-quarter", "full", 0.25, (2, 3, 2)),
    Learner("raw", "raw", 1.0, (8, 9, 8)),
)
ORGANS = ("heart", "aorta")


@pytest.fixture
def metrics():
    generator = np.random.default_rng(4)
    rows = [
        {"arm": one.arm, "fold": n % 3, "seed": 42, "case": f"P{n:02d}", "organ": organ, "outcome": "ok"}
        | {"dice": 0.5 + 0.4 * one.fraction + generator.normal(0, 0.02)}
        for one in LEARNERS
        for n in range(12)
        for organ in ORGANS
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def table(metrics):
    settings = ComparisonSettings(baseline="raw", bootstrap=200)
    spec = ComparisonSpec(settings, tuple(one.arm for one in LEARNERS), ORGANS, {c: c for c in metrics["case"]}, 1)
    return learning_table(mean_table(metrics, ["dice"], spec), LEARNERS, ORGANS)


def test_a_family_has_at_least_two_fractions_in_order():
    assert {name: [one.arm for one in members] for name, members in families(LEARNERS).items()} == {
        "full": ["full-quarter", "full-half", "full"]
    }


def test_points_are_means_over_patients_with_their_interval(metrics, table):
    points = learning_curves(table, "mean")["full"]
    by_patient = metrics[metrics["arm"] == "full-half"].groupby("case")["dice"].mean()
    assert points[1].mean == pytest.approx(by_patient.mean())
    assert points[1].training_patients == pytest.approx(13 / 3)
    assert points[0].mean < points[1].mean < points[2].mean
    assert all(point.low < point.mean < point.high for point in points)
    organ = metrics[(metrics["arm"] == "full") & (metrics["organ"] == "heart")]["dice"]
    assert learning_curves(table, "heart")["full"][2].mean == pytest.approx(organ.mean())


def test_a_curve_of_one_point_is_none(metrics):
    settings = ComparisonSettings(baseline="raw", bootstrap=100)
    spec = ComparisonSpec(settings, ("full", "raw"), ORGANS, {c: c for c in metrics["case"]}, 1)
    assert not len(learning_table(mean_table(metrics, ["dice"], spec), LEARNERS, ORGANS))

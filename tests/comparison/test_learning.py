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


def test_several_draws_of_as_many_patients_are_one_point_with_their_spread(metrics):
    drawn = (
        *LEARNERS[:2],
        Learner("full-half-2", "full", 0.5, (4, 4, 4), 1),
        Learner("full-half-3", "full", 0.5, (), 2),
    )
    half = metrics[metrics["arm"] == "full-half"]
    more = [half.assign(arm=f"full-half-{n}", dice=half["dice"] + step) for n, step in ((2, 0.03), (3, -0.06))]
    spec = ComparisonSpec(
        ComparisonSettings(baseline="full"), tuple(one.arm for one in drawn), ORGANS, {c: c for c in metrics["case"]}, 1
    )
    table = learning_table(mean_table(pd.concat([metrics, *more]), ["dice"], spec), drawn, ORGANS)
    own = table[(table["organ"] == "mean") & (table["training_fraction"] == 0.5)]
    assert own["draw"].tolist() == [0, 1, 2] and set(own["draws"]) == {3}
    mean = half["dice"].mean()
    assert own["draws_mean"].tolist() == [pytest.approx(mean - 0.01)] * 3
    assert own["draws_sd"].tolist() == [pytest.approx(np.std([0, 0.03, -0.06], ddof=1))] * 3
    few, whole = learning_curves(table, "mean")["full"]
    assert (few.draws, few.mean, few.low, few.high) == (3, *map(pytest.approx, (mean - 0.01, mean - 0.06, mean + 0.03)))
    assert (whole.draws, whole.arm) == (1, "full") and whole.low < whole.mean < whole.high
    # draws of one share alone are no curve
    alone = learning_table(mean_table(pd.concat([metrics, *more]), ["dice"], spec), drawn[1:], ORGANS)
    assert not len(alone)

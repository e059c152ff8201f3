import dataclasses

import numpy as np
import pandas as pd
import pytest

from segstudy.report.inputs import Arm
from segstudy.report.learning import families, interval, learning
from segstudy.report.sections.learning import learning_curves

SHARES = {
    "full": (1.0, "full", 8),
    "full-half": (0.5, "full", 4),
    "full-quarter": (0.25, "full", 2),
    "raw": (1.0, "raw", 8),
}


@pytest.fixture
def study(made_input):
    generator = np.random.default_rng(4)
    rows = [
        {"arm": arm, "fold": n % 3, "seed": 42, "case": f"P{n:02d}", "organ": organ, "outcome": "ok"}
        | {"dice": 0.5 + 0.4 * share + generator.normal(0, 0.02)}
        for arm, (share, _, _) in SHARES.items()
        for n in range(12)
        for organ in ("heart", "aorta")
    ]
    arms = tuple(
        Arm(name, training_fraction=share, family=family, training_patients=(count, count + 1, count))
        for name, (share, family, count) in SHARES.items()
    )
    facts = dataclasses.replace(made_input.facts, arms=arms)
    return dataclasses.replace(made_input, facts=facts, metrics=pd.DataFrame(rows))


def test_a_family_has_at_least_two_fractions_in_order(study) -> None:
    assert {name: [arm.name for arm in arms] for name, arms in families(study).items()} == {
        "full": ["full-quarter", "full-half", "full"]
    }


def test_points_are_means_over_patients_with_their_interval(study) -> None:
    points = learning(study, "mean")["full"]
    by_patient = study.metrics[study.metrics["arm"] == "full-half"].groupby("case")["dice"].mean()
    assert points[1].mean == pytest.approx(by_patient.mean())
    assert points[1].training_patients == pytest.approx(13 / 3)
    assert points[0].mean < points[1].mean < points[2].mean
    assert all(point.low < point.mean < point.high for point in points)
    organ = study.metrics[(study.metrics["arm"] == "full") & (study.metrics["organ"] == "heart")]["dice"]
    assert learning(study, "heart")["full"][2].mean == pytest.approx(organ.mean())


def test_the_interval_holds_the_mean_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    found = [interval(generator.normal(0, 1, 20), 0.1, 300, 1) for _ in range(300)]
    assert 0.8 < np.mean([low < 0 < high for low, high in found]) < 0.97
    assert interval(np.array([0.5] * 5), 0.05, 300, 1) == (0.5, 0.5)
    assert np.isnan(interval(np.array([0.5, 0.6]), 0.05, 300, 1)).all()


def test_the_section_is_there_only_where_something_can_be_learned(study, made_input) -> None:
    html = learning_curves(study).html
    assert html.count("<svg") == 3 and "25 %" in html and "4.33" in html
    assert "full: from 25 % to 100 % of the training patients" in html
    assert learning_curves(made_input) is None

import numpy as np
import pandas as pd
import pytest

from segstudy.report.inputs import ReportInput
from segstudy.report.metric_values import by_patient, means, outcomes


@pytest.fixture
def few(made_study) -> ReportInput:
    """Patient A has two scans and two seeds; B's second organ is in neither map."""
    cases = pd.DataFrame({"case": ["a1", "a2", "b"], "patient": ["A", "A", "B"], "label": "x", "status": "ok"})
    rows = [
        ("a1", 1, "heart", 0.8),
        ("a1", 2, "heart", 0.6),
        ("a2", 1, "heart", 0.9),
        ("a2", 2, "heart", 0.9),
        ("a1", 1, "aorta", 0.4),
        ("a1", 2, "aorta", np.nan),
        ("b", 1, "heart", 0.5),
        ("b", 1, "aorta", np.nan),
    ]
    metrics = pd.DataFrame(rows, columns=["case", "seed", "organ", "dice"]).assign(arm="raw", fold=0)
    metrics["outcome"] = np.where(metrics["dice"].isna(), "both_empty", "ok")
    return ReportInput(facts=made_study.facts(), cases=cases, metrics=metrics)


def test_seeds_then_cases_then_organs_are_averaged(few: ReportInput) -> None:
    values = by_patient(few, "dice").set_index(["patient", "organ"])["value"]
    assert values["A", "heart"] == pytest.approx((0.7 + 0.9) / 2)
    assert values["A", "aorta"] == pytest.approx(0.4)
    assert values["A", "mean"] == pytest.approx(0.6)
    assert values["B", "mean"] == pytest.approx(0.5)
    assert ("B", "aorta") not in values.index


def test_means_are_over_patients_and_count_them(few: ReportInput, described) -> None:
    table = means(described(few), "dice")
    assert table.loc[("raw", "heart"), "mean"] == pytest.approx(0.65)
    assert table.loc[("raw", "heart"), "sd"] == pytest.approx(np.std([0.8, 0.5], ddof=1))
    assert table["patients"].to_dict() == {("raw", "mean"): 2, ("raw", "heart"): 2, ("raw", "aorta"): 1}


def test_outcomes_are_counted_by_measurement(few: ReportInput) -> None:
    assert outcomes(few).loc[("raw", "aorta")].to_dict() == {
        "ok": 1,
        "missed": 0,
        "spurious": 0,
        "both_empty": 2,
        "not_annotated": 0,
    }


def test_means_agree_with_a_direct_computation(made_input: ReportInput) -> None:
    full = made_input.metrics[made_input.metrics["arm"] == "full"]
    expected = full.groupby("case")["dice"].mean().mean()
    assert means(made_input, "dice").loc[("full", "mean"), "mean"] == pytest.approx(expected)

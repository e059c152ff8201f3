import dataclasses
import re

import numpy as np
import pytest

from segstudy.report.published import same_order
from segstudy.report.sections.published import published

ROWS = {
    "raw": {"dice": 0.6826, "hd95_mm": 12.2335, "assd_mm": 3.5179},
    "full+augmentation": {"dice": 0.8071, "dice_2d": 0.9031},
    "full": {"dice": 0.7576},
}


@pytest.fixture
def repeated(made_input, described):
    return lambda **changes: described(told(made_input, **changes))


def told(made_input, **changes):
    config = {
        **made_input.facts.config,
        "reference_results": {"source": "A & B 2025", "note": "Other <fold>.", "rows": ROWS},
    }
    facts = dataclasses.replace(made_input.facts, config=config, **changes)
    return dataclasses.replace(made_input, facts=facts, metrics=made_input.metrics.assign(dice_2d=0.5))


def plain(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_rows_stand_in_the_studys_order_with_what_was_measured(made_input, repeated) -> None:
    table = repeated().further.reference_results.query("organ == 'mean'").set_index(["metric", "arm"])
    assert list(dict.fromkeys(table.index.get_level_values("metric"))) == ["dice", "dice_2d", "hd95_mm", "assd_mm"]
    assert list(table.loc["dice"].index) == ["raw", "full", "full+augmentation"]
    metrics = made_input.metrics
    by_patient = metrics[metrics["arm"] == "full"].groupby("case")["dice"].mean()
    assert table.loc[("dice", "full"), "measured"] == pytest.approx(by_patient.mean())
    assert table.loc[("dice", "full"), "difference"] == pytest.approx(by_patient.mean() - 0.7576)
    assert table.loc[("hd95_mm", "full"), ["published", "difference"]].isna().all()


def test_the_section_says_what_differs(made_input, repeated) -> None:
    text = plain(published(repeated()).html)
    assert "A &amp; B 2025" in text and "Other &lt;fold&gt;." in text
    assert "0.683" in text and "−" in text and "no number here can be compared with one of patients" in text
    assert "Counting empty slices as 1 raises it much" in text
    assert "heart’s labels were corrected" in text
    assert "compared with one of patients" not in plain(published(repeated(is_phantom=False)).html)
    assert published(made_input) is None


def test_the_order_of_the_arms_is_compared(repeated) -> None:
    table = repeated().further.reference_results
    assert "rank correlation of 1.00" in same_order(table)
    assert same_order(table.assign(rank_correlation=float("nan"))) == same_order(table.iloc[:0]) == ""
    assert "rank correlation of 1.00" in plain(published(repeated()).html)


def test_numbers_by_organ_stand_beside_those_of_each_organ(made_input, described) -> None:
    rows = {"raw": {"dice": {"heart": 0.9, "mean": 0.7}, "precision": {"heart": 0.8}}, "full": {"dice": 0.75}}
    config = {**made_input.facts.config, "reference_results": {"source": "A 2025", "rows": rows}}
    changed = dataclasses.replace(made_input, facts=dataclasses.replace(made_input.facts, config=config))
    inputs = described(changed)
    table = inputs.further.reference_results.set_index(["metric", "organ", "arm"])
    keys = list(dict.fromkeys((metric, organ) for metric, organ, _ in table.index))
    assert keys == [("dice", "mean"), ("dice", "heart"), ("precision", "heart")]
    means = inputs.further.means.set_index(["metric", "organ", "arm"])["mean"]
    for metric in ("dice", "precision"):
        assert table.loc[(metric, "heart", "raw"), "measured"] == pytest.approx(means[metric, "heart", "raw"])
    assert np.isnan(table.loc[("dice", "heart", "full"), "published"])
    text = plain(published(inputs).html)
    assert "All organs" in text and "heart" in text and "0.900" in text and "0.800" in text

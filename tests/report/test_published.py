import dataclasses
import re

import pytest

from segstudy.report.published import Beside, beside, same_order
from segstudy.report.sections.published import published

ROWS = {
    "raw": {"dice": 0.6826, "hd95_mm": 12.2335, "assd_mm": 3.5179},
    "full+augmentation": {"dice": 0.8071, "dice_2d": 0.9031},
    "full": {"dice": 0.7576},
}


def told(made_input, **changes):
    config = {
        **made_input.facts.config,
        "reference_results": {"source": "A & B 2025", "note": "Other <fold>.", "rows": ROWS},
    }
    facts = dataclasses.replace(made_input.facts, config=config, **changes)
    return dataclasses.replace(made_input, facts=facts, metrics=made_input.metrics.assign(dice_2d=0.5))


def plain(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_rows_stand_in_the_studys_order_with_what_was_measured(made_input) -> None:
    rows = beside(told(made_input))
    assert list(rows) == ["raw", "full", "full+augmentation"]
    assert list(rows["raw"]) == ["dice", "dice_2d", "hd95_mm", "assd_mm"]
    metrics = made_input.metrics
    by_patient = metrics[metrics["arm"] == "full"].groupby("case")["dice"].mean()
    assert rows["full"]["dice"].measured == pytest.approx(by_patient.mean())
    assert rows["full"]["dice"].difference == pytest.approx(by_patient.mean() - 0.7576)
    assert rows["full"]["hd95_mm"].published is None and rows["full"]["hd95_mm"].difference is None


def test_the_section_says_what_differs(made_input) -> None:
    text = plain(published(told(made_input)).html)
    assert "A &amp; B 2025" in text and "Other &lt;fold&gt;." in text
    assert "0.683" in text and "−" in text and "no number here can be compared with one of patients" in text
    assert "Counting empty slices as 1 raises it much" in text
    assert "heart’s labels were corrected" in text
    assert "compared with one of patients" not in plain(published(told(made_input, is_phantom=False)).html)
    assert published(made_input) is None


def test_the_order_of_the_arms_is_compared(made_input) -> None:
    rows = {name: {"dice": Beside(p, m)} for name, p, m in (("a", 0.7, 0.3), ("b", 0.8, 0.2), ("c", 0.9, 0.1))}
    assert "rank correlation of −1.00" in same_order(rows)
    assert same_order(dict(list(rows.items())[:2])) == ""
    assert "rank correlation of 1.00" in plain(published(told(made_input)).html)

import dataclasses
import re

from segstudy.report.sections.next_to_label import TITLES, next_to_label
from segstudy.tables.frames import frame
from segstudy.tables.next_to_label import NEXT_TO_LABEL, STRATEGIES


def table(cases: int):
    rows = [(rank, f"case{rank:02d}", strategy, 1 / rank) for strategy in STRATEGIES for rank in range(1, cases + 1)]
    return frame(NEXT_TO_LABEL, [dict(zip(NEXT_TO_LABEL.names, row, strict=True)) for row in rows])


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_strategies_stand_side_by_side_with_lots(made_input):
    text = plain(next_to_label(dataclasses.replace(made_input, next_to_label=table(12))).html)
    assert all(title in text for title in TITLES.values()) and {*TITLES} == {*STRATEGIES}
    assert "12 cases have no label map" in text and "2 further cases in the table" in text
    assert "case10" in text and "case11" not in text


def test_a_study_in_which_all_is_labeled_has_no_such_section(made_input):
    assert next_to_label(made_input) is None

from dataclasses import replace

import pandas as pd
import pytest

from segstudy.report.sections.growing import growing
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import GROWING


@pytest.fixture
def table():
    shared = {"patients": 12, "ci_low": 0.4, "ci_high": 0.9, "tested": "", "verdict": ""}
    rows = [
        {"by": "random", "round": 1, "training_patients": 3, "mean": 0.6, **shared},
        {"by": "entropy", "round": 1, "training_patients": 3, "mean": 0.8, **shared}
        | {"difference": 0.2, "difference_low": 0.1, "difference_high": 0.3, "p_holm": 0.01, "verdict": "better"},
    ]
    return frame(GROWING, rows)


def test_a_study_that_does_not_ask_has_no_section(made_input):
    assert growing(made_input) is None
    assert growing(replace(made_input, growing=pd.DataFrame(columns=GROWING.names))) is None


def test_each_strategy_stands_beside_the_lot(made_input, table):
    section = growing(replace(made_input, growing=table))
    assert section is not None and section.title == "Which patient to draw next"
    html = " ".join(str(section.html).split())
    assert "entropy" in html and "better" in html and "0.200" in html and "0.100 to 0.300" in html
    assert "nan" not in html

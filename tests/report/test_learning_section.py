import dataclasses

import pandas as pd

from segstudy.report.sections.learning import learning_curves
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import LEARNING

SHARES = {"full-quarter": (0.25, 2), "full-half": (0.5, 4), "full": (1.0, 8)}


def test_the_section_is_there_only_where_something_can_be_learned(made_input) -> None:
    rows = [
        {"family": "full", "organ": organ, "arm": arm, "training_fraction": share, "training_patients": count + 1 / 3}
        | {"patients": 12, "mean": 0.5 + 0.4 * share, "ci_low": 0.4 + 0.4 * share, "ci_high": 0.6 + 0.4 * share}
        | {"draw": 0, "draws": 1, "draws_mean": 0.5 + 0.4 * share}
        for organ in ("mean", "heart", "aorta")
        for arm, (share, count) in SHARES.items()
    ]
    further = dataclasses.replace(made_input.further, learning=frame(LEARNING, pd.DataFrame(rows)))
    html = learning_curves(dataclasses.replace(made_input, further=further)).html
    assert html.count("<svg") == 3 and "25 %" in html and "4.33" in html
    assert "full: from 25 % to 100 % of the training patients, mean Dice goes from 0.600 to 0.900 (+0.300)" in html
    assert learning_curves(made_input) is None

import numpy as np
import pandas as pd
import pytest

from segstudy.comparison.growing import growing_table
from segstudy.comparison.spec import GrowingSpec, GrownPoint
from segstudy.config.sections.comparisons import ComparisonSettings

POINTS = (
    GrownPoint("random", 0, 2, "random-2"),
    GrownPoint("random", 1, 3, "random-3"),
    GrownPoint("random", 2, 4, "random-4"),
    GrownPoint("entropy", 1, 3, "entropy-3"),
    GrownPoint("entropy", 2, 4, "entropy-4"),
)
DICE = {"random-2": 0.5, "random-3": 0.6, "random-4": 0.7, "entropy-3": 0.6, "entropy-4": 0.8}


@pytest.fixture
def table():
    cases = [f"c{number}" for number in range(12)]
    noise = np.random.default_rng(0).normal(0, 0.01, (len(DICE), len(cases)))
    # as good as the lot, though in no patient the same
    noise[list(DICE).index("entropy-3")] = noise[list(DICE).index("random-3")] + 0.01 * (-1.0) ** np.arange(len(cases))
    rows = [
        {"arm": arm, "case": case, "organ": organ, "seed": 1, "outcome": "ok", "dice": dice + noise[row, column]}
        for row, (arm, dice) in enumerate(DICE.items())
        for column, case in enumerate(cases)
        for organ in ("heart", "aorta")
    ]
    spec = GrowingSpec(
        settings=ComparisonSettings(),
        arms=tuple(DICE),
        organs=("heart", "aorta"),
        patients={case: case for case in cases},
        seed=1,
        points=POINTS,
    )
    return growing_table(pd.DataFrame(rows), GrowingSpec.from_plain(spec.to_plain()))


def test_every_strategy_has_a_curve_from_the_round_that_all_share(table):
    assert list(zip(table["by"], table["training_patients"], strict=True)) == [
        *(("random", count) for count in (2, 3, 4)),
        *(("entropy", count) for count in (2, 3, 4)),
    ]
    first = table[table["round"] == 0]
    assert first["mean"].nunique() == 1 and (table["patients"] == 12).all()
    assert table["mean"].round(1).tolist() == [0.5, 0.6, 0.7, 0.5, 0.6, 0.8]


def test_each_is_held_against_as_many_by_lot_and_corrected_together(table):
    tested = table[table["verdict"] != ""]
    assert list(zip(tested["by"], tested["round"], strict=True)) == [("entropy", 1), ("entropy", 2)]
    assert tested["verdict"].tolist() == ["no difference found", "better"]
    assert tested["difference"].tolist() == pytest.approx([0, 0.1], abs=0.01)
    best = tested.iloc[1]
    assert best["difference_low"] < best["difference"] < best["difference_high"]
    # the smaller of two p is doubled
    assert best["p_holm"] == pytest.approx(2 * best["p"])

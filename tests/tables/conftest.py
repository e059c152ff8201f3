"""A table of one metric made from a few numbers."""

import pandas as pd
import pytest


@pytest.fixture
def long_form():
    """Return a function that makes metrics.csv's table of rows (arm, case, organ, dice[, seed[, outcome]])."""

    def build(rows) -> pd.DataFrame:
        columns = ["arm", "case", "organ", "dice", "seed", "outcome"]
        return pd.DataFrame([[*row, *(1, "ok")[len(row) - 4 :]] for row in rows], columns=columns)

    return build

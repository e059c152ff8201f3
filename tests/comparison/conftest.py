"""Tables of metrics made from a few numbers."""

import pandas as pd
import pytest

METRIC_COLUMNS = "dice dice_2d iou precision recall specificity hd95_mm hd_mm assd_mm nsd"


@pytest.fixture
def long_form():
    """Return a function that makes metrics.csv's table of rows (arm, case, organ, value[, seed[, outcome]]).

    Every metric of a row has the row's value.
    """

    def build(rows) -> pd.DataFrame:
        table = []
        for arm, case, organ, value, *more in rows:
            seed = more[0] if more else 1
            outcome = more[1] if len(more) > 1 else "ok"
            key = {"arm": arm, "fold": 0, "seed": seed, "case": case, "organ": organ}
            table.append(key | dict.fromkeys(METRIC_COLUMNS.split(), value) | {"outcome": outcome})
        return pd.DataFrame(table)

    return build


@pytest.fixture
def cohort(long_form):
    """Return a function (arms) -> (metrics, patients): one case a patient; values by arm and organ."""

    def build(arms):
        rows, patients = [], {}
        for arm, organs in arms.items():
            for organ, values in organs.items():
                for index, value in enumerate(values):
                    patients[f"c{index:02d}"] = f"p{index:02d}"
                    rows.append((arm, f"c{index:02d}", organ, value))
        return long_form(rows), patients

    return build

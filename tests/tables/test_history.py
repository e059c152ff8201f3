import io

import pandas as pd

from segstudy.tables.history import EpochRecord, history_csv


def test_the_csv_gives_every_number_back():
    history = [EpochRecord(1, 0.1 + 0.2, 1 / 3, 0.7, 3e-3), EpochRecord(2, 0.2, 1e-17, 0.8, 1.5e-3)]
    table = pd.read_csv(io.StringIO(history_csv(history)))
    assert list(table) == ["epoch", "loss", "validation_loss", "validation_dice", "learning_rate"]
    assert [EpochRecord(*row) for row in table.itertuples(index=False)] == history

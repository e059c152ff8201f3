"""What is remembered of each epoch."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True)
class EpochRecord:
    """One epoch, counted from 1; losses are means over slices, the Dice one over cases and organs, in 3D."""

    epoch: int
    loss: float
    validation_loss: float
    validation_dice: float
    learning_rate: float


def history_csv(history: Iterable[EpochRecord]) -> str:
    """The history as CSV, one row an epoch."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([field.name for field in fields(EpochRecord)])
    rows.writerows(astuple(record) for record in history)
    return text.getvalue()

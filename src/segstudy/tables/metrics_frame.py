"""`metrics.csv` as a data frame."""

import os

import pandas as pd

from segstudy.tables.frames import header_of, read_frame
from segstudy.tables.measurements import metrics_table
from segstudy.tables.metrics import unit_of


def read_metrics_frame(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a table of all metrics, in whichever unit its lengths are.

    Raises:
        StudyError: the file is not there or is no such table.
    """
    return read_frame(path, metrics_table(unit_of(header_of(path))))

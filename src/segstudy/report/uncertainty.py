"""What a study knows of its arms' uncertainty, as tables."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from segstudy.config.sections.study import StudySettings
from segstudy.tables.frames import read_frame
from segstudy.tables.uncertainty import CALIBRATION, RETAINED_DICE, UNCERTAINTY, UNCERTAINTY_SUMMARY

TABLES = {
    "cases": UNCERTAINTY,
    "summary": UNCERTAINTY_SUMMARY,
    "calibration": CALIBRATION,
    "retained": RETAINED_DICE,
}


@dataclass(frozen=True, eq=False)
class UncertaintyTables:
    """As segstudy.uncertainty.tables makes them.

    Attributes:
        root: what `folder` in `cases` is below.
        cases: uncertainty.csv.
        summary: uncertainty_summary.csv.
        calibration: calibration.csv.
        retained: retained_dice.csv.
    """

    root: Path
    cases: pd.DataFrame
    summary: pd.DataFrame
    calibration: pd.DataFrame
    retained: pd.DataFrame


def read_uncertainty(root: Path, settings: StudySettings) -> UncertaintyTables | None:
    """The tables of a study's folder.

    Args:
        root: results/<study>.
        settings: the study's.

    Returns:
        None where no arm is asked how sure it is (tables of an earlier run may lie there), or nothing is measured.

    Raises:
        StudyError: a table is there and cannot be read.
    """
    if not any(arm.uncertainty for arm in settings.arms):
        return None
    if not all((root / table.name).exists() for table in TABLES.values()):
        return None
    tables = {key: read_frame(root / table.name, table) for key, table in TABLES.items()}
    return UncertaintyTables(root, **tables) if len(tables["summary"]) else None

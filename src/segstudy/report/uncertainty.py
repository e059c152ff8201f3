"""What a study knows of its arms' uncertainty, as tables."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from segstudy.config.study import StudySettings
from segstudy.errors import StudyError

TABLES = {"cases": "uncertainty", "summary": "uncertainty_summary"}
TABLES |= {"calibration": "calibration", "retained": "retained_dice"}
TEXT = ["arm", "seed", "case", "map", "folder"]
NUMBERS = ["uncertainty", "dice", "auroc", "auroc_sd", "ece", "rank_correlation"]


@dataclass(frozen=True, eq=False)
class UncertaintyTables:
    """As segstudy.uncertainty.tables makes them; root: what `folder` in `cases` is below."""

    root: Path
    cases: pd.DataFrame
    summary: pd.DataFrame
    calibration: pd.DataFrame
    retained: pd.DataFrame


def read_uncertainty(root: Path, settings: StudySettings) -> UncertaintyTables | None:
    """None where no arm is asked how sure it is (tables of an earlier run may lie there), or nothing is measured.

    Raises StudyError where a table is there and cannot be read.
    """
    if not any(arm.uncertainty for arm in settings.arms):
        return None
    found = {key: _table(root / f"{name}.csv") for key, name in TABLES.items()}
    if any(table is None for table in found.values()) or found["summary"].empty:
        return None
    return UncertaintyTables(root, **found)


def _table(path: Path) -> pd.DataFrame | None:
    if not path.exists():
        return None
    missing = dict.fromkeys(NUMBERS, [""])
    try:
        # names are text even where they look like numbers ("001") or like missing values ("NA")
        return pd.read_csv(path, dtype=dict.fromkeys(TEXT, "object"), keep_default_na=False, na_values=missing)
    except (OSError, ValueError) as error:
        raise StudyError(f"{path}: cannot be read as a table ({error}); delete it and run again") from error

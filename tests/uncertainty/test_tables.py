import numpy as np
import pytest

from segstudy.uncertainty.detection import BINS, RETAINED
from segstudy.uncertainty.tables import Measured, calibration_table, case_table, retained_table, summary_table


def found(dice, uncertainty, auroc, voxels=10, right=8):
    voxel_bins, confidences, rights = [0] * BINS, [0.0] * BINS, [0] * BINS
    voxel_bins[-1], confidences[-1], rights[-1] = voxels, 0.95 * voxels, right
    bins = {"voxels": voxel_bins, "confidence": confidences, "right": rights}
    one = {"uncertainty": uncertainty, "auroc": auroc, "retained": [dice] * (len(RETAINED) - 1) + [None]}
    return {"voxels": voxels, "errors": voxels - right, "dice": dice, "calibration": bins, "maps": {"entropy": one}}


PATIENTS = {"a": "A", "b1": "B", "b2": "B", "c": "C"}
MEASURED = [
    Measured("mc", "1", 0, "a", "f/a", found(0.9, 0.1, 0.8)),
    Measured("mc", "1", 1, "b1", "f/b1", found(0.6, 0.4, 0.6, voxels=30, right=30)),
    Measured("mc", "1", 1, "b2", "f/b2", found(0.8, 0.2, None)),
    Measured("mc", "1", 1, "c", "f/c", found(0.5, 0.5, 0.9)),
    Measured("mc", "1", 0, "empty", "f/empty", None),
]


def test_patients_count_and_not_cases():
    (row,) = summary_table(MEASURED, PATIENTS).to_dict("records")
    assert row["patients"] == 3
    # B's one case with errors counts once
    assert row["auroc"] == pytest.approx(np.mean([0.8, 0.6, 0.9]))
    assert row["rank_correlation"] == -1
    # 60 voxels in all, 54 right, each 95 % sure
    assert row["ece"] == pytest.approx(abs(54 / 60 - 0.95))


def test_seeds_are_averaged_first():
    other = [one._replace(seed="2", found=one.found and found(0.1, 0.1, 0.4)) for one in MEASURED]
    (row,) = summary_table([*MEASURED, *other], PATIENTS).to_dict("records")
    assert row["patients"] == 3
    assert row["auroc"] == pytest.approx(np.mean([0.6, (0.6 + 0.4) / 2 / 2 + 0.4 / 2, 0.65]), abs=0.03)
    assert len(case_table([*MEASURED, *other])) == 8


def test_two_patients_have_no_rank_correlation():
    (row,) = summary_table([MEASURED[0], MEASURED[3]], PATIENTS).to_dict("records")
    assert np.isnan(row["rank_correlation"])


def test_calibration_over_all_cases():
    (row,) = calibration_table(MEASURED).to_dict("records")
    assert row["voxels"] == 60
    assert row["confidence"] == pytest.approx(0.95)
    assert row["accuracy"] == pytest.approx(0.9)
    assert (row["low"], row["high"]) == (pytest.approx(1 - 1 / BINS), 1)


def test_retained_dice_is_a_mean_over_patients():
    table = retained_table(MEASURED, PATIENTS).set_index("retained")
    assert list(table.index) == list(RETAINED)
    assert table.loc[1.0, "dice"] == pytest.approx(np.mean([0.9, 0.7, 0.5]))
    assert table.loc[1.0, "patients"] == 3
    assert np.isnan(table.loc[RETAINED[-1], "dice"])


def test_a_study_in_which_nothing_was_found_has_empty_tables():
    for table in (case_table([MEASURED[-1]]), summary_table([MEASURED[-1]], {}), calibration_table([MEASURED[-1]])):
        assert table.empty
    assert retained_table([MEASURED[-1]], {}).empty

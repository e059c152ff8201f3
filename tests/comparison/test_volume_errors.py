import numpy as np
import pandas as pd
import pytest

from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.volume_errors import patient_errors, volume_errors
from segstudy.config.sections.comparisons import ComparisonSettings

SPACING = {"P0": "1x1x2", "P1": "[0.5, 0.5, 4]", "P2": ""}
SPEC = ComparisonSpec(ComparisonSettings(baseline="raw"), ("raw",), ("heart",), {case: case for case in SPACING}, 1)
CASES = pd.DataFrame({"case": list(SPACING), "spacing_mm": list(SPACING.values())})


def rows(*measured):
    """Of (case, seed, reference voxels, predicted voxels, outcome)."""
    names = ["case", "seed", "reference_voxels", "predicted_voxels", "outcome"]
    table = pd.DataFrame(measured, columns=names)
    return table.assign(arm="raw", organ="heart", dice=0.5, precision=0.4, recall=0.6)


def errors(metrics, spec=SPEC, cases=CASES, tissues=None):
    return volume_errors(metrics, cases, tissues, {"fat": "heart"}, spec)


def test_volumes_are_voxels_times_what_a_voxel_holds():
    table = errors(rows(("P0", 1, 1000, 1500, "ok"), ("P1", 1, 2000, 1000, "ok")))
    assert table["reference_ml"].tolist() == pytest.approx([2.0, 2.0])
    assert table["error_ml"].tolist() == pytest.approx([1.0, -1.0])
    assert table["error_percent"].tolist() == pytest.approx([50, -50])
    assert set(table["tissue"]) == {""} and not table["failed"].any()


def test_what_nobody_drew_is_left_out_and_a_failure_is_not():
    metrics = rows(
        ("P0", 1, 0, 300, "spurious"), ("P1", 1, 300, 0, "missed"), ("P0", 2, 0, 0, "both_empty"),
        ("P1", 2, 0, 9, "not_annotated"),
    )  # fmt: skip
    table = errors(metrics).set_index("case")
    assert table["failed"].tolist() == [1, 1]
    assert np.isnan(table.loc["P0", "error_percent"]) and table.loc["P0", "error_ml"] == pytest.approx(0.6)
    assert table.loc["P1", "error_percent"] == -100


def test_a_case_of_unknown_spacing_has_no_volume():
    assert not len(errors(rows(("P2", 1, 10, 10, "ok"))))
    assert not len(errors(rows(("P0", 1, 10, 10, "ok")), cases=CASES.drop(columns="spacing_mm")))


def test_seeds_are_averaged_and_then_the_scans_of_a_patient():
    table = errors(rows(("P0", 1, 1000, 1000, "ok"), ("P0", 2, 1000, 2000, "missed")))
    assert table["error_ml"].tolist() == pytest.approx([1.0]) and table["failed"].tolist() == [1]
    one = ComparisonSpec(SPEC.settings, SPEC.arms, SPEC.organs, dict.fromkeys(SPACING, "A"), 1)
    both = errors(rows(("P0", 1, 1000, 1000, "ok"), ("P1", 1, 1000, 3000, "ok")), one)
    assert patient_errors(both)["error_ml"].tolist() == pytest.approx([1.0])


def test_a_tissue_stands_below_its_organ():
    fat = pd.DataFrame({"arm": "raw", "seed": [1, 2], "case": "P0", "tissue": "fat", "dice": [0.4, 0.6]})
    fat = fat.assign(iou=0.4, precision=0.5, recall=[0.6, 0.8], reference_hu=-100.0, predicted_hu=[-90.0, -80.0])
    table = errors(rows(("P0", 1, 10, 10, "ok")), tissues=fat.assign(reference_ml=10.0, predicted_ml=[11.0, 14.0]))
    assert table["tissue"].tolist() == ["", "fat"] and set(table["organ"]) == {"heart"}
    own = table.iloc[1]
    assert (own["iou"], own["precision"], own["recall"]) == (0.4, 0.5, pytest.approx(0.7))
    assert (own["reference_hu"], own["predicted_hu"]) == (-100, -85) and np.isnan(table.iloc[0]["reference_hu"])
    assert table.loc[1, ["dice", "error_ml", "error_percent"]].tolist() == pytest.approx([0.5, 2.5, 25])

import dataclasses

import numpy as np
import pandas as pd
import pytest

from segstudy.nifti import read_labels
from segstudy.report.volumes import case_errors, patient_errors, voxel_ml


@pytest.fixture(scope="module")
def measured(made_input):
    metrics = made_input.metrics.assign(precision=0.5, recall=0.25)
    return dataclasses.replace(made_input, metrics=metrics)


def test_volumes_equal_those_counted_in_the_files(measured, made_study) -> None:
    table = case_errors(measured).set_index(["arm", "case", "organ"])
    for (arm, case), path in list(made_study.predictions.items())[::7]:
        truth, guess = read_labels(made_study.files[case].reference), read_labels(path)
        # Of the header, not of the table of cases.
        ml = abs(np.linalg.det(truth.affine[:3, :3])) / 1000
        for organ, label in measured.facts.organs.items():
            if (arm, case, organ) in table.index:
                row = table.loc[(arm, case, organ)]
                drawn, found = ((labels.array == label).sum() * ml for labels in (truth, guess))
                assert (row["reference_ml"], row["predicted_ml"]) == pytest.approx((drawn, found))
                assert row["error_ml"] == pytest.approx(found - drawn)
                share = 100 * (found - drawn) / drawn if drawn else np.nan
                assert row["error_percent"] == pytest.approx(share, nan_ok=True)


def test_what_nobody_drew_is_left_out_and_a_missed_organ_is_not(measured) -> None:
    table = case_errors(measured)
    assert not len(table[(table["case"] == "P02") & (table["organ"] == "aorta")])
    missed = table[(table["case"] == "P07") & (table["arm"] == "raw")]
    assert set(missed["organ"]) == set(measured.facts.organs) and missed["failed"].all()
    assert missed["error_percent"].tolist() == [-100.0] * 4
    spurious = table[(table["case"] == "P05") & (table["organ"] == "esophagus")]
    assert spurious["failed"].all() and spurious["error_percent"].isna().all() and (spurious["error_ml"] > 0).all()


def test_seeds_and_scans_of_a_patient_are_averaged_first(measured) -> None:
    again = measured.metrics.assign(seed=43, predicted_voxels=measured.metrics["predicted_voxels"] + 10)
    both = dataclasses.replace(measured, metrics=pd.concat([measured.metrics, again]))
    one, two = case_errors(measured), case_errors(both)
    ml = voxel_ml(measured)["P00"]
    assert (two["predicted_ml"] - one["predicted_ml"]).to_numpy() == pytest.approx(5 * ml)
    cases = measured.cases.assign(patient=measured.cases["patient"].replace({"P01": "P00"}))
    folds = measured.folds.assign(patient=measured.folds["patient"].replace({"P01": "P00"}))
    errors = case_errors(dataclasses.replace(measured, cases=cases, folds=folds))
    own = errors[(errors["arm"] == "raw") & (errors["organ"] == "heart") & (errors["patient"] == "P00")]
    patients = patient_errors(errors).set_index(["arm", "organ", "patient"])
    assert len(own) == 2 and patients.loc[("raw", "heart", "P00"), "error_ml"] == pytest.approx(own["error_ml"].mean())


def test_without_spacing_there_is_no_volume(measured) -> None:
    assert not len(case_errors(dataclasses.replace(measured, cases=measured.cases.assign(spacing_mm=""))))

"""Crops around what a coarse arm finds, at several input sizes, in one small study."""

import csv

import numpy as np
import pytest

from segstudy.volumes.nifti import read_header, read_labels

pytestmark = [pytest.mark.workflow, pytest.mark.study, pytest.mark.slow]


def rows(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def crops(shipped_study):
    return shipped_study("crops")


def test_crops_of_every_size_stand_in_every_table(crops):
    names = [arm["name"] for arm in crops.config["arms"]]
    assert [row["arm"] for row in rows(crops.results / "summary.csv")] == names
    measured = rows(crops.results / "metrics.csv")
    assert len(measured) == len(names) * 6 * 2
    # Phantoms: only that every network learns to find something at all.
    for arm in names:
        found = [float(row["dice"]) for row in measured if row["arm"] == arm]
        assert sum(found) / len(found) > 0.3, arm
    assert crops.plan() == {}


def test_predictions_lie_in_the_cases_own_grid(crops):
    for path in sorted((crops.results / "predicted/crops32").glob("*.nii.gz")):
        scan = read_header(crops.results / "phantom" / path.name.partition(".")[0] / path.name)
        answer = read_labels(path)
        assert answer.array.shape == scan.array.shape and np.allclose(answer.affine, scan.affine)


def test_another_input_size_touches_nothing_but_its_own_arms(crops, tmp_path):
    place = crops.copy_to(tmp_path / "crops")
    place.config["representations"]["crop64"]["size"] = 48
    jobs = place.plan()
    assert jobs["train"] == 2 and jobs["predict_viewed_case"] == jobs["evaluate_case"] == 6
    assert not jobs.keys() & {"predict_case", "prepare_image", "postprocess_source_case"}


def test_a_changed_source_lays_other_crops_for_networks_that_stay(crops, tmp_path):
    place = crops.copy_to(tmp_path / "crops")
    next(arm for arm in place.config["arms"] if arm["name"] == "crops64")["source_arm"] = "slices64"
    jobs = place.plan()
    assert jobs["predict_viewed_case"] == 6 and "train" not in jobs

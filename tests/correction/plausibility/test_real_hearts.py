"""Real hearts, moved by known transforms: what must be found, and what must not."""

import os
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import affine_transform
from scipy.spatial.transform import Rotation

from segstudy.correction.decide import decide
from segstudy.correction.plausibility.judge import judge
from segstudy.correction.plausibility.measure import measure_labels
from segstudy.volumes.nifti import read_image, read_labels

DATA = Path(os.environ.get("SEGSTUDY_DATA") or Path(__file__).parents[4] / "shared" / "data") / "thorax"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real chest CTs at {DATA} (SEGSTUDY_DATA)")

HEART = {"heart": 2}
ALL = {"esophagus": 1, "heart": 2, "trachea": 3, "left_lung": 5, "right_lung": 6, "spinal_cord": 7}
CASES = ("LUNG1-002", "LUNG1-003")
SHIFTS = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1), (0, -1, -1), (1, -1, -1), (-1, -1, 0)]
# Turns about the heart's own middle, the hardest: about anywhere else they also move it.
TURNS = [("z", 15), ("z", -15), ("y", -15), ("x", -15)]


@pytest.fixture(scope="module")
def scans():
    scans = {}
    for case in ("LUNG1-001", *CASES):
        scans[case] = read_image(DATA / case / f"{case}.nii.gz"), read_labels(DATA / case / "GT.nii.gz")
    return scans


def moved_heart(labels, turn: np.ndarray, shift_mm):
    """The label map with only the heart, moved by a rigid transform in mm about its middle."""
    mask, step = labels.array == 2, np.array(labels.spacing)
    center = np.argwhere(mask).mean(axis=0)
    pull = turn.T * step / step[:, None]
    offset = center - pull @ (center + np.asarray(shift_mm) / step)
    moved = affine_transform(mask.astype(np.uint8), pull, offset, order=0)
    return labels.with_array(moved * np.uint8(2))


def moved_of(case, image, labels) -> set[str]:
    findings = judge({case: measure_labels(image, labels, HEART)}, ["heart"])
    return {finding.check for finding in findings if finding.suggests == "moved"}


def test_labels_as_they_came_are_not_flagged_as_moved_and_the_missing_slice_is(scans):
    drawn = {"LUNG1-001": ["trachea", "left_lung", "right_lung", "spinal_cord"]}
    measured = {case: measure_labels(*scan, ALL, drawn.get(case)) for case, scan in scans.items()}
    findings = judge(measured, list(ALL))
    assert not [finding for finding in findings if finding.suggests == "moved"]
    assert [(f.case, f.organ, f.check) for f in findings if f.severity != "note"] == [
        ("LUNG1-003", "heart", "missing_slices")
    ]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("way", SHIFTS)
def test_a_heart_moved_by_15_mm_is_flagged(scans, case, way):
    image, labels = scans[case]
    shift = 15 * np.array(way) / np.linalg.norm(way)
    assert moved_of(case, image, moved_heart(labels, np.eye(3), shift))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("axis,degrees", TURNS)
def test_a_heart_turned_by_15_degrees_is_flagged(scans, case, axis, degrees):
    image, labels = scans[case]
    turn = Rotation.from_euler(axis, degrees, degrees=True).as_matrix()
    assert moved_of(case, image, moved_heart(labels, turn, (0, 0, 0)))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("way", [(20, 0, 0), (0, -20, 0), (-25, 20, 0), (15, 15, -9)])
def test_a_moved_heart_and_one_in_place_are_distinguished(scans, case, way):
    image, labels = scans[case]
    true = labels.array == 2
    moved, over = (moved_heart(labels, np.eye(3), sign * np.array(way)).array == 2 for sign in (1, -1))
    assert decide(image.array, moved, true, image.spacing, "soft").displaced
    assert not decide(image.array, true, over, image.spacing, "soft").displaced
    assert decide(image.array, true, over, image.spacing, "any").displaced

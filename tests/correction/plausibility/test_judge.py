import csv

import numpy as np
import pytest

from segstudy.correction.plausibility.body import outside_share
from segstudy.correction.plausibility.cohort import robust_z
from segstudy.correction.plausibility.judge import judge
from segstudy.correction.plausibility.measure import measure_labels
from segstudy.correction.plausibility.own import direction_words
from segstudy.correction.plausibility.tissue import kind_of
from segstudy.running.errors import StudyError
from segstudy.tables.correction import FINDINGS
from segstudy.volumes.volume import Volume

ORGANS = {"heart": 1, "aorta": 2, "trachea": 3}
GRID = np.diag([2.0, 2.0, 3.0, 1.0])


def chest(heart_at=(40, 40, 14)) -> tuple[Volume, Volume]:
    """Tissue in air, two lungs beside a heart, and labels with the heart's where `heart_at` says."""
    i, j, k = np.meshgrid(np.arange(80), np.arange(80), np.arange(28), indexing="ij")

    def ball(at, radii):
        squares = (((x - c) / r) ** 2 for x, c, r in zip((i, j, k), at, radii, strict=True))
        return sum(squares) < 1

    hu = np.where((i - 40) ** 2 + (j - 40) ** 2 < 36**2, 40, -1000).astype(np.int16)
    hu[ball((40, 40, 14), (30, 28, 13))] = -800
    hu[ball((40, 40, 14), (14, 14, 9))] = 45
    labels = np.zeros(hu.shape, np.uint8)
    labels[ball(heart_at, (14, 14, 9))] = 1
    labels[(i - 40) ** 2 + (j - 70) ** 2 < 9] = 2
    hu[(i - 40) ** 2 + (j - 12) ** 2 < 9] = -950
    labels[(i - 40) ** 2 + (j - 12) ** 2 < 9] = 3
    return Volume(hu, GRID), Volume(labels, GRID)


def checks(image: Volume, labels: Volume) -> dict[str, set[str]]:
    findings = judge({"a": measure_labels(image, labels, ORGANS)}, list(ORGANS))
    return {organ: {finding.check for finding in findings if finding.organ == organ} for organ in ORGANS}


def test_a_correct_chest_has_no_findings():
    assert checks(*chest()) == {"heart": set(), "aorta": set(), "trachea": set()}


def test_air_in_a_heart_and_a_better_place_are_found():
    findings = judge({"a": measure_labels(*chest((50, 40, 14)), ORGANS)}, list(ORGANS))
    by_check = {finding.check: finding for finding in findings}
    assert {"air_inside", "fits_elsewhere"} <= set(by_check)
    assert "20 mm to the left" in by_check["fits_elsewhere"].words


def test_damage_to_a_label_is_found_by_name():
    image, labels = chest()
    labels.array[:, :, 12][labels.array[:, :, 12] == 1] = 0
    labels.array[38:42, 38:42, 15:18] = 0
    labels.array[20:23, 60:63, 5] = 2
    labels.array[labels.array == 3] = 0
    findings = checks(image, labels)
    assert findings == {"heart": {"missing_slices"}, "aorta": {"pieces"}, "trachea": {"empty"}}
    holed = chest()[1].array
    holed[36:44, 36:44, 12:17] = 0
    assert checks(image, Volume(holed, GRID))["heart"] == {"holes"}
    swapped = np.where(labels.array == 2, 3, 0).astype(np.uint8)
    assert "tissue" in checks(image, Volume(swapped, GRID))["trachea"]
    outside = np.zeros_like(labels.array)
    outside[:6, :6] = 1
    assert {"outside_body", "tissue", "air_inside"} <= checks(image, Volume(outside, GRID))["heart"]


def test_organs_nobody_drew_are_not_missed():
    image, labels = chest()
    labels.array[labels.array == 3] = 0
    assert "trachea" not in measure_labels(image, labels, ORGANS, ["heart", "aorta"])


def test_one_case_unlike_the_cohort_is_found_once_there_are_enough():
    cases = {f"c{index}": measure_labels(*chest(), ORGANS) for index in range(6)}
    cases["odd"] = measure_labels(*chest(), ORGANS)
    cases["odd"]["heart"]["centroid_mm"][0] += 40
    cases["odd"]["aorta"]["shape"]["volume_ml"] *= 3
    findings = {(finding.case, finding.organ, finding.check) for finding in judge(cases, list(ORGANS))}
    assert findings == {("odd", "heart", "position"), ("odd", "aorta", "volume")}
    few = {case: cases[case] for case in ("c0", "c1", "odd")}
    assert not judge(few, list(ORGANS))


def test_robust_z_is_not_moved_by_what_it_looks_for():
    values = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 500.0])
    assert abs(robust_z(values, 1e-9)[-1]) > 100
    np.testing.assert_allclose(robust_z(np.array([7.0, 7.0, 7.0, 8.0]), 0.5), [0, 0, 0, 2])


def test_share_outside_the_body_counts_enclosed_air_as_inside():
    image, _ = chest()
    points = np.array([[0, 0, 3], [40, 40, 3], [25, 40, 14], [79, 79, 3]])
    assert outside_share(image.array, points, image.spacing) == 0.5


@pytest.mark.parametrize("organ,kind", [
    ("heart", "soft"), ("left_lung", "air"), ("Lungs", "air"), ("esophagus", "any"), ("spinal_cord", "soft"),
    ("rib_left_4", "bone"), ("spleen", "soft"), ("nucleus", "any"), ("lung_tumor", "any"), ("Trachea", "air"),
])  # fmt: skip
def test_what_an_organ_is_made_of_follows_from_its_name(organ, kind):
    assert kind_of(organ) == kind


def test_offsets_in_words():
    assert direction_words([-17.2, 0.4, 3.0]) == "17 mm to the left, 3 mm up"
    assert direction_words([0.0, 1.0, 0.0]) == "at about the same place"


def test_scans_and_labels_of_different_shapes_are_refused():
    image, labels = chest()
    with pytest.raises(StudyError, match="shape"):
        measure_labels(image, Volume(labels.array[:-1], GRID), ORGANS)


def test_the_table_is_sorted_worst_first(tmp_path):
    image, labels = chest((50, 40, 14))
    labels.array[2, 2, 5] = 2
    findings = judge({"a": measure_labels(image, labels, ORGANS)}, list(ORGANS))
    FINDINGS.write(tmp_path / "findings.csv", map(FINDINGS.fields, findings))
    with (tmp_path / "findings.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == FINDINGS.names
    assert [row["severity"] for row in rows] == sorted((row["severity"] for row in rows), reverse=True)[::1]
    assert rows[0]["check"] == "air_inside"

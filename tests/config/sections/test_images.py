import pytest

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

STUDY = {
    "study": "s",
    "data": {"layout": "images", "root": "x", "organs": {"nucleus": 1}},
    "preparations": {"grey": {}},
    "arms": [{"name": "a", "preparation": "grey"}],
    "comparisons": {"baseline": "a"},
}


def with_changes(images=None, **comparisons):
    data = {**STUDY["data"], "images": images or {}}
    return read_study({**STUDY, "data": data, "comparisons": {**STUDY["comparisons"], **comparisons}})


def test_distances_of_pictures_are_in_pixels_unless_a_pixel_s_size_is_known():
    assert with_changes().comparisons.metrics == ["dice", "hd95_px", "assd_px"]
    assert with_changes({"pixel_mm": 0.5}).comparisons.metrics == ["dice", "hd95_mm", "assd_mm"]
    assert with_changes(metrics=["iou", "hd_px"]).comparisons.metrics == ["iou", "hd_px"]


@pytest.mark.parametrize(
    ("images", "metric", "words"),
    [
        ({}, "hd95_mm", r"comparisons: metrics: distances of this study are in px \(no .*pixel_mm.*\): hd95_px, not"),
        ({"pixel_mm": 0.5}, "assd_px", "distances of this study are in mm: assd_mm, not assd_px"),
    ],
)
def test_a_distance_in_the_other_unit_is_refused(images, metric, words):
    with pytest.raises(StudyError, match=words):
        with_changes(images, metrics=[metric])


def test_a_study_read_from_what_was_written_down_is_the_same():
    told = with_changes().model_dump(mode="json")
    assert read_study(told).comparisons.metrics == ["dice", "hd95_px", "assd_px"]

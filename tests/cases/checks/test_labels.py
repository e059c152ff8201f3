import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from segstudy.cases.checks.labels import MOST_LABELS, LabelCounts, check_labels, unknown_labels

ORGANS = {"esophagus": 1, "heart": 2}


def count(*blocks) -> LabelCounts:
    result = LabelCounts()
    for block in blocks:
        result.add(np.asarray(block))
    return result


def errors(*blocks, ignore=(), **options) -> str:
    return "\n".join(check_labels(count(*blocks), ORGANS, ignore, **options))


@given(
    st.sampled_from(["u1", "i1", "i2", "<u4", ">i8", "u8", "f4"]).flatmap(
        lambda kind: hnp.arrays(
            kind, st.integers(1, 60), elements=None if kind != "f4" else st.integers(-9999, 9999).map(float)
        )
    )
)
def test_counts_are_those_of_numpy_for_every_type(values):
    labels, present = np.unique(values, return_counts=True)
    half = len(values) // 2
    assert count(values[:half], values[half:]).counts == {int(k): int(n) for k, n in zip(labels, present, strict=True)}


def test_labels_the_study_does_not_know_are_named_with_their_voxels():
    text = errors([0, 1, 2, 8, 8, 9], ignore=[9])
    assert "label 8 (2 voxels) named by no organ" in text and "`data: {ignore: [8, 9]}`" in text
    assert unknown_labels(count([0, 1, 8, 300, -1]), ORGANS, []) == [8]


@pytest.mark.parametrize("blocks,words", [
    ([[0, 1, -1, -1]], "negative label -1 (2 voxels)"),
    ([[0, 1, 300]], "label 300 (1 voxels): above 255"),
    ([np.float32([0, 1, 1.5, 0.25])], "2 voxels are no whole numbers (such as 1.5)"),
    ([[0, 0]], "is empty"),
    ([[0, 7]], "holds no organ of this study"),
    ([np.arange(MOST_LABELS + 2)], "is it a scan?"),
    ([np.arange(0, 10**9, 10**5)], "is it a scan?"),
    ([np.float64([1e300, -1e300, 1])], "negative label"),
])  # fmt: skip
def test_values_no_label_map_has_are_explained(blocks, words):
    assert words in errors(*blocks)


def test_whole_numbers_stored_as_floats_are_fine():
    assert errors(np.float32([0, 1, 2, -0.0])) == ""


def test_values_that_are_not_finite_are_counted_apart():
    result = count(np.float32([np.nan, 1, np.inf, np.nan]))
    assert (result.non_finite.nan, result.non_finite.infinite, dict(result.counts)) == (2, 1, {1: 1})


def test_an_empty_map_is_right_where_nothing_was_annotated():
    assert errors([0, 0], nothing_annotated=True) == ""


def test_an_empty_map_is_right_where_the_study_allows_it_and_wrong_labels_are_still_wrong():
    assert errors([0, 0], empty_allowed=True) == ""
    assert "negative" in errors([0, -3], empty_allowed=True)
    assert "empty_labels: allowed" in errors([0, 0])

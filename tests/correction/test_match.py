import numpy as np
import pytest

from segstudy.correction.match import Match
from segstudy.correction.rigid import RigidTransform
from segstudy.volumes.overlap import overlap


@pytest.mark.parametrize("seed", range(8))
def test_the_fast_iou_is_that_of_resampled_volumes(heart, displaced_in_full, seed):
    random = np.random.default_rng(seed)
    shape = (70, 64, 90)  # more slices than bits in a word
    correct = heart(shape, random.uniform((28, 28, 38), (40, 36, 50)), random.uniform((9, 8, 33), (14, 12, 36)))
    displaced = heart(shape, random.uniform((28, 28, 38), (40, 36, 50)), (12, 10, 8), turn=50)
    match = Match(displaced, correct)
    angle, shift = random.uniform(-180, 180), match.shift + random.uniform(-4, 4, 3)
    shift[2] = round(shift[2])
    moved = displaced_in_full(correct, RigidTransform(angle, tuple(match.pivot), tuple(shift)))
    assert match.iou(angle, shift) == pytest.approx(overlap(displaced, moved).iou, abs=1e-12)


def test_pivot_and_shift_are_those_of_the_centroids(heart):
    correct, displaced = heart((40, 44, 20), (20, 18, 9), (9, 7, 5)), heart((40, 44, 20), (25, 22, 11), (8, 7, 4))
    match = Match(displaced, correct)
    np.testing.assert_allclose(match.pivot, np.argwhere(correct).mean(axis=0))
    np.testing.assert_allclose(match.pivot + match.shift, np.argwhere(displaced).mean(axis=0))


def test_voxels_moved_out_of_the_volume_do_not_count(heart, displaced_in_full):
    correct = heart((60, 60, 24), (30, 30, 12), (12, 9, 6))
    for translation in ((24, 3, 2), (-26, 20, 0), (3, 2, 9), (1, 1, -10)):
        transform = RigidTransform(30, tuple(np.argwhere(correct).mean(axis=0)), translation)
        match = Match(displaced_in_full(correct, transform), correct)
        assert match.iou(30, translation) == 1
    assert match.outward.tolist() == [0, 0]


def test_the_rough_iou_is_near_the_full_one(heart):
    shape = (256, 256, 20)
    correct, displaced = heart(shape, (120, 130, 10), (60, 45, 8)), heart(shape, (125, 120, 10), (55, 50, 8), turn=30)
    match = Match(displaced, correct)
    for angle in (-90, 0, 33):
        assert match.iou(angle, match.shift, rough=True) == pytest.approx(match.iou(angle, match.shift), abs=0.02)

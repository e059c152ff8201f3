import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudy.correction.resample import move
from segstudy.correction.rigid import RigidTransform


@settings(deadline=None, max_examples=40)
@given(
    angle=st.floats(-180, 180),
    pivot=st.tuples(st.floats(-20, 50), st.floats(-20, 50), st.just(0.0)),
    translation=st.tuples(st.floats(-40, 40), st.floats(-40, 40), st.floats(-12, 12)),
    seed=st.integers(0, 99),
)
def test_moving_the_box_alone_is_moving_the_whole_volume(displaced_in_full, angle, pivot, translation, seed):
    mask = np.zeros((30, 26, 12), bool)
    low = np.random.default_rng(seed).integers(0, (20, 18, 8))
    box = tuple(slice(at, at + 8) for at in low)
    mask[box] = np.random.default_rng(seed).random(mask[box].shape) < 0.7
    transform = RigidTransform(angle, pivot, translation)
    moved, target = move(mask, transform)
    whole = np.zeros_like(mask)
    whole[target] = moved
    np.testing.assert_array_equal(whole, displaced_in_full(mask, transform))


def test_an_empty_mask_stays_empty():
    moved, target = move(np.zeros((4, 5, 6), bool), RigidTransform(10, (0, 0, 0), (1, 1, 1)))
    assert moved.size == 0 and np.zeros((4, 5, 6))[target].shape == moved.shape

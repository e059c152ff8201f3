import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax

from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.grids.orientation import from_slices


def test_another_volume_is_refused():
    grid = NetworkGrid([[0, 1], [1, 1], [2, 1]], [20, 20, 6], [6, 16, 16], [1.0] * 3, [0.0, 2.0, 2.0], [1.0] * 3)
    with pytest.raises(ValueError, match="is not the grid's"):
        grid.sample_label(np.zeros((20, 20, 7), np.uint8))


def test_ties_go_to_the_lower_class():
    grid = NetworkGrid([[0, 1], [1, 1], [2, 1]], [6, 5, 4], [4, 5, 6], [1.0] * 3, [0.0] * 3, [1.0] * 3)
    probabilities = np.zeros((3, 4, 5, 6), np.float32)
    probabilities[:2] = 0.5
    probabilities[1:, 0] = 0.5
    probabilities[0, 0] = 0
    classes = grid.restore_classes(probabilities)
    assert (classes[..., 0] == 1).all()
    assert (classes[..., 1:] == 0).all()


@settings(max_examples=60, deadline=None)
@given(
    axes=st.permutations(range(3)),
    flips=st.tuples(*[st.sampled_from([-1, 1])] * 3),
    axis=st.integers(0, 2),
    slices=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    scale=st.one_of(st.just(1.0), st.floats(0.3, 3.0)),
    offset=st.one_of(st.integers(-3, 3).map(float), st.floats(-3, 3)),
    cuts=st.sets(st.integers(1, 11)),
    sharpness=st.sampled_from([0.3, 3]),
    small=st.tuples(*[st.integers(0, 5)] * 3),
)
def test_a_part_at_a_time_gives_the_classes_of_all_at_once(
    axes, flips, axis, slices, scale, offset, cuts, sharpness, small
):
    order = [list(pair) for pair in zip(axes, flips, strict=True)]
    native, network, scales, offsets = [7, 5, 4], [5, 6, 4], [1.3, 0.8, 1.0], [-0.4, 0.1, 0.0]
    native[axis], network[axis], scales[axis], offsets[axis] = *slices, scale, offset
    own = from_slices(np.empty(native), order).shape
    grid = NetworkGrid(order, list(own), network, scales, offsets, [1.0] * 3)
    logits = sharpness * np.random.default_rng(0).standard_normal((4, *network))
    corner = tuple(min(start, size - 1) for start, size in zip(small, network, strict=True))
    away = np.ones(network, bool)
    away[tuple(slice(start, start + 1 + start % 2) for start in corner)] = False
    logits[3, away] = -20  # an organ of a voxel or a few
    logits[3, ~away] += 4
    probabilities = softmax(logits, axis=0)
    best = [grid.restore_values(one, float(index == 0)) for index, one in enumerate(probabilities)]
    edges = [0, *sorted(cut for cut in cuts if cut < network[axis]), network[axis]]
    kept = np.empty_like(probabilities)  # overwritten as one goes

    def slabs():
        for start, stop in itertools.pairwise(edges):
            slab = np.moveaxis(np.moveaxis(kept, axis + 1, 0)[: stop - start], 0, axis + 1)
            slab[:] = probabilities.take(range(start, stop), axis + 1)
            yield slice(start, stop), slab

    result = grid.restore_class_slabs(slabs(), axis)
    # sums in another order: where two classes are as probable as can be told apart, either may win
    margin = np.sort(best, axis=0)
    clear = margin[-1] - margin[-2] > 1e-5
    np.testing.assert_array_equal(result[clear], np.argmax(best, axis=0)[clear])
    assert clear.mean() > 0.9

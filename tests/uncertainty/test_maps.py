import numpy as np
import pytest
from scipy.ndimage import map_coordinates
from scipy.stats import entropy as scipy_entropy

from segstudy.uncertainty.maps import STEP, uncertainty_maps
from segstudy.uncertainty.moments import RunningMoments
from segstudy.uncertainty.names import MAPS
from segstudy.volumes.grids.network_grid import NetworkGrid


def _grid(shape, native, scale=(1.0, 1.0, 1.0), offset=(0.0, 0.0, 0.0), order=((0, 1), (1, 1), (2, 1))):
    return NetworkGrid([list(turn) for turn in order], list(native), list(shape), list(scale), list(offset), [1.0] * 3)


def _moments(shape, passes=3, seed=0):
    rng = np.random.default_rng(seed)
    moments, kept = RunningMoments(3, shape), []
    for _ in range(passes):
        weights = np.exp(rng.normal(0, 2, (3, *shape)))
        kept.append((weights / weights.sum(axis=0)).astype(np.float32))
        moments.begin()
        moments.add(slice(0, shape[0]), kept[-1])
    return moments, np.stack(kept).astype(np.float64)


def test_maps_are_what_their_definitions_say():
    shape = (4, 5, 6)
    moments, passes = _moments(shape)
    maps = dict(uncertainty_maps(moments, _grid(shape, shape[::-1])))
    mean = passes.mean(axis=0)
    total = scipy_entropy(mean, axis=0)
    expected = {
        "mean": mean[1:].sum(axis=0),
        "confidence": mean.max(axis=0),
        "variance": passes.var(axis=0).sum(axis=0) / 2,
        "entropy": total,
        "mutual_information": total - scipy_entropy(passes, axis=1).mean(axis=0),
    }
    assert list(maps) == list(MAPS) == list(expected)
    for name, found in maps.items():
        assert found.dtype == np.float32
        assert found.min() >= 0
        # the study's order of axes is stored, slices last
        np.testing.assert_allclose(found.transpose(2, 1, 0), expected[name], atol=STEP[name])


def test_passes_that_agree_hold_no_mutual_information():
    moments = RunningMoments(2, (2, 2, 2))
    for _ in range(5):
        moments.begin()
        moments.add(slice(0, 2), np.full((2, 2, 2, 2), 0.5, np.float32))
    maps = dict(uncertainty_maps(moments, _grid((2, 2, 2), (2, 2, 2))))
    assert not maps["mutual_information"].any()
    assert not maps["variance"].any()
    np.testing.assert_allclose(maps["entropy"], np.log(2), atol=STEP["entropy"])


def test_maps_lie_in_the_cases_own_grid():
    # (i, j, k) turned and at half the resolution: its first axis runs the other way
    order, native = ((0, -1), (1, 1), (2, 1)), (12, 10, 8)
    grid = _grid((4, 5, 4), native, scale=(2.0, 2.0, 2.0), offset=(0.5, 0.5, 2.5), order=order)
    moments, _ = _moments((4, 5, 4))
    maps = dict(uncertainty_maps(moments, grid))
    low = moments.variance
    i, j, k = np.indices(native)
    slices, rows, columns = k, j, native[0] - 1 - i
    places = [(slices - 0.5) / 2, (rows - 0.5) / 2, (columns - 2.5) / 2]
    expected = map_coordinates(low.astype(np.float64), places, order=1, mode="nearest")
    inside = np.all([(p > -0.5) & (p < n - 0.5) for p, n in zip(places, low.shape, strict=True)], axis=0)
    np.testing.assert_allclose(maps["variance"][inside], expected[inside], atol=1e-5)
    assert not maps["variance"][~inside].any()
    assert (maps["confidence"][~inside] == 1).all()
    assert 0 < inside.mean() < 1


def test_a_grid_that_is_the_cases_own_moves_nothing():
    shape = (3, 4, 5)
    moments, _ = _moments(shape)
    found = dict(uncertainty_maps(moments, _grid(shape, shape[::-1])))["confidence"]
    assert found.transpose(2, 1, 0) == pytest.approx(moments.mean.max(axis=0), abs=STEP["confidence"])

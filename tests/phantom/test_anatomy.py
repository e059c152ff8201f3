import numpy as np

from segstudy.phantom.anatomy import draw_anatomy


def test_scanner_undoes_standard_but_for_the_warp():
    rng = np.random.default_rng(3)
    anatomy = draw_anatomy(rng)
    points = rng.uniform(-100, 100, size=(200, 3))
    back = np.stack(anatomy.standard(tuple(anatomy.scanner(points).T.astype(np.float32))), axis=1)
    largest = np.linalg.norm(np.abs(anatomy.sway_mm).sum(axis=0))
    gaps = np.linalg.norm(back - points, axis=1)
    assert gaps.max() <= largest + 1e-3
    assert gaps.mean() > 0.1


def test_warp_folds_nothing():
    ticks = np.arange(-120, 121, 6, dtype=np.float32)
    at = np.meshgrid(ticks, ticks, ticks, indexing="ij")
    for seed in range(20):
        place = draw_anatomy(np.random.default_rng(seed)).standard(tuple(at))
        slopes = np.stack([np.stack(np.gradient(axis, 6.0), axis=-1) for axis in place], axis=-1)
        assert np.linalg.det(slopes).min() > 0.4

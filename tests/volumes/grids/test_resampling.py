import numpy as np
import pytest

from segstudy.volumes.grids.resampling import resample


def wave(points):
    return np.round(1000 * np.sin(2 * np.pi * points / 8)).astype(np.int16)


@pytest.fixture
def volume():
    """A wave along the columns, whose samples are few."""
    return np.broadcast_to(wave(np.arange(32)), (4, 6, 32)).copy()


def sampled(volume, interpolation):
    offset = -0.25  # two samples a voxel
    found = resample(volume, (4, 6, 64), (1, 1, 0.5), (0, 0, offset), -5000, interpolation)
    return found[1, 2, 8:-8], wave(np.arange(64) / 2 + offset)[8:-8]


def test_cubic_splines_follow_a_curve_that_lines_cut_short(volume):
    cubic, line = (np.abs(np.subtract(*sampled(volume, name))).max() for name in ("cubic", "linear"))
    assert cubic < 10 < 50 < line


def test_cubic_splines_do_not_leave_the_range_of_a_scan():
    edge = np.zeros((4, 6, 32), np.int16)
    edge[:, :, 16:] = 1000
    found = resample(edge, (4, 6, 64), (1, 1, 0.5), (0, 0, -0.25), 0, "cubic")
    assert found.dtype == np.int16 and found.min() == 0 and found.max() == 1000
    assert len(np.unique(found)) > 4  # and swing inside it


@pytest.mark.parametrize("interpolation", ["linear", "cubic"])
def test_outside_there_is_what_was_asked_for(volume, interpolation):
    found = resample(volume, (4, 6, 40), (1, 1, 1.5), (0, 0, -6), -3000, interpolation)
    assert (found[..., :3] == -3000).all() and (found[..., -3:] == -3000).all() and found[..., 8:].max() > 900

import numpy as np
import pytest
from pydantic import ValidationError

from segstudy.config.preparation import PreparationSettings
from segstudy.preparation.prepare import prepare_image, prepare_label
from segstudy.volume import Volume


@pytest.fixture
def scan():
    """Air with a body in it, 2 × 2 × 3 mm, axes to the left, back and head; a label inside the body."""
    array = np.full((40, 36, 20), -1000, np.int16)
    array[8:30, 10:28, 3:17] = 50
    label = np.zeros(array.shape, np.uint8)
    label[12:20, 15:22, 6:12] = 4
    return Volume(array, np.diag([-2.0, -2.0, 3.0, 1.0])), label


def test_the_box_of_the_body_comes_back_to_the_scans_own_grid(scan):
    volume, label = scan
    settings = PreparationSettings(
        orientation="RAS", clip_hu=(-100, 100), normalize="unit", crop="foreground", size=None
    )
    intensity, grid = prepare_image(volume, settings)
    assert intensity.stored.shape == (14, 18, 22)
    seen = intensity.stored * intensity.slope + intensity.intercept
    np.testing.assert_allclose(seen, 0.75)
    prepared = prepare_label(label, grid, [4])
    assert prepared.outside == [0] and prepared.classes.sum() == (label == 4).sum()
    probabilities = np.stack([prepared.classes == 0, prepared.classes == 1]).astype(np.float16)
    np.testing.assert_array_equal(grid.restore_classes(probabilities), label == 4)


def test_with_another_spacing_and_a_margin_it_comes_back_nearly(scan):
    volume, label = scan
    settings = PreparationSettings(
        orientation="RAS", spacing_mm=(1.5, 1.5, 2.0), crop="foreground", margin_mm=5, size=None, normalize="zscore"
    )
    intensity, grid = prepare_image(volume, settings)
    # 22 + 2 · 3, 18 + 2 · 3 and 14 + 2 · 2 voxels
    assert intensity.stored.shape == (round(18 * 3 / 2), round(24 * 2 / 1.5), round(28 * 2 / 1.5))
    prepared = prepare_label(label, grid, [4])
    probabilities = np.stack([prepared.classes == 0, prepared.classes == 1]).astype(np.float32)
    found, truth = grid.restore_classes(probabilities), label == 4
    assert 2 * (found & truth).sum() / (found.sum() + truth.sum()) > 0.85


def test_a_scan_of_air_is_kept_whole(scan):
    volume, _ = scan
    air = volume.with_array(np.full_like(volume.array, -1000))
    intensity, _ = prepare_image(air, PreparationSettings(crop="foreground", size=None))
    assert intensity.stored.shape == (20, 36, 40)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"normalize": "unit"}, "needs `clip_hu`"),
        ({"size": None, "fit": "crop"}, "name one, or leave out `fit`"),
        ({"crop": "foreground"}, "set `size: null`"),
    ],
)
def test_keys_that_exclude_each_other_are_told(keys, words):
    with pytest.raises(ValidationError, match=words):
        PreparationSettings(**keys)

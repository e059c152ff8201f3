"""However a label map is moved, it lies where its image does: no shift over many places between pixels."""

from collections.abc import Callable

import numpy as np
import pytest

from segstudy.augmentation.affine import AffineParameters, apply_affine
from segstudy.config.sections.representations import CropSettings, PolarSettings
from segstudy.representations.crop import Crop, Square
from segstudy.representations.polar import Polar, origin
from segstudy.training.patch_reading import Change, read_patch
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

PLACES = 200
# Takes a label map; gives it moved, and of what place of the original each of its pixels is a sample: (axes, …).
Move = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


def augmented(parameters: AffineParameters) -> Move:
    def move(label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        matrix, offset = parameters.inverse(label.shape)
        moved = apply_affine(label.astype(np.int16), label, parameters, 0)[1]
        return moved, np.tensordot(matrix, np.indices(label.shape), 1) + offset[:, None, None]

    return move


def cropped(side: int, size: int) -> Move:
    def move(label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        moved = Crop(CropSettings(size=size)).label(label, Square(10, 6, side))
        return moved, (np.indices(moved.shape) + 0.5) * side / size - 0.5 + np.array([10, 6])[:, None, None]

    return move


def unrolled(size: int) -> Move:
    def move(label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        view = origin(30.0, 28.0, label.shape)
        moved = Polar(PolarSettings(size=size)).label(label, view)
        angle, distance = np.indices(moved.shape) * np.array([2 * np.pi, view.radius])[:, None, None] / size
        return moved, np.array([view.row + distance * np.sin(angle), view.column + distance * np.cos(angle)])

    return move


def shifts(move: Move, shape: tuple[int, int], middle: tuple[int, int], radius: float) -> np.ndarray:
    """In pixels of the moved label map, of a disc at many places about `middle`."""
    rng, rows = np.random.default_rng(0), []
    for _ in range(PLACES):
        center = np.add(middle, rng.uniform(-3, 3, 2))[:, None, None]
        disc = ((np.indices(shape) - center) ** 2).sum(axis=0) <= radius**2
        moved, places = move(disc.astype(np.uint8))
        expected = ((places - center) ** 2).sum(axis=0) <= radius**2
        rows.append(np.argwhere(moved).mean(axis=0) - np.argwhere(expected).mean(axis=0))
    return np.array(rows)


@pytest.mark.parametrize(
    ("move", "radius"),
    [
        (augmented(AffineParameters(0, 1, (0.5, -3.5))), 8),
        (augmented(AffineParameters(0, 0.5, (0, 0))), 12),
        (augmented(AffineParameters(7, 0.9, (3.3, -2))), 8),
        (cropped(96, 48), 12),
        (cropped(96, 32), 18),
        (cropped(64, 96), 8),
        (unrolled(96), 20),
        (unrolled(128), 16),
    ],
)
def test_a_moved_label_map_lies_where_its_image_does(move, radius):
    found = shifts(move, (112, 104), (56, 66), radius)
    assert np.abs(found.mean(axis=0)).max() < 0.05
    assert np.abs(found).max() < 0.5


@pytest.mark.parametrize("change", [Change(zoom=0.5), Change(rotate_deg=9, zoom=1.1)])
def test_a_turned_patch_lies_where_its_image_does(change, tmp_path):
    size, shape, start, rng = (34, 36, 36), (16, 18, 18), (9, 9, 9), np.random.default_rng(0)
    radius, found = 5.5 / change.zoom, []
    half = (np.array(shape) - 1) / 2
    offsets = np.indices(shape) - half[:, None, None, None]
    places = np.tensordot(change.matrix(), offsets, 1) + (start + half)[:, None, None, None]
    write_image_cache(tmp_path / "c.image.b2nd", np.zeros(size, np.int16), 1.0, 0.0)
    for _ in range(PLACES // 2):
        center = (start + half + rng.uniform(-1, 1, 3))[:, None, None, None]
        write_label_cache(
            tmp_path / "c.label.b2nd", (((np.indices(size) - center) ** 2).sum(axis=0) <= radius**2).astype(np.uint8)
        )
        moved = read_patch(CachedSlices(str(tmp_path / "c")), start, shape, change)[1]
        expected = ((places - center) ** 2).sum(axis=0) <= radius**2
        found.append(np.argwhere(moved).mean(axis=0) - np.argwhere(expected).mean(axis=0))
    assert np.abs(np.mean(found, axis=0)).max() < 0.05
    assert np.abs(found).max() < 0.5


@pytest.mark.parametrize(
    ("move", "apart"), [(augmented(AffineParameters(0, 0.5, (0, 0))), 2), (cropped(96, 24), 4), (unrolled(48), 7)]
)
def test_the_smallest_organ_stays_where_it_is(move, apart):
    for row, column in [(56, 66), (57, 67), (58, 69), (59, 64)]:
        label = np.zeros((112, 104), np.uint8)
        label[row, column] = 3
        moved, places = move(label)
        assert 3 in moved
        nearest = np.abs(places - np.array([row, column])[:, None, None])[:, moved == 3].max(axis=0).min()
        assert nearest <= apart / 2 + 0.01


@pytest.mark.parametrize("move", [cropped(32, 48), cropped(32, 32)])
def test_what_is_not_shown_leaves_no_trace(move):
    label = np.zeros((112, 104), np.uint8)
    label[10 + 33 :, :] = 2
    assert not move(label)[0].any()

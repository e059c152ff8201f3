"""What a network could reach that repeats its labels, and what is said where that is little."""

import math

import numpy as np
import pytest

from segstudy.config.sections.preparation import PreparationSettings
from segstudy.evaluation.ceiling import measure_ceiling, restored_labels
from segstudy.evaluation.ceiling_spec import CeilingSpec
from segstudy.evaluation.ceiling_words import ceiling_warnings
from segstudy.preparation.prepare import prepare_image, prepare_label
from segstudy.tables.ceilings import Ceiling
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache
from segstudy.volumes.volume import Volume

SPEC = CeilingSpec("p", "c", {"heart": 2, "aorta": 5, "liver": 7}, ["heart", "aorta", "liver"])
LPS = np.diag([-1.0, -1.0, 2.5, 1.0])


def body(labels):
    """A scan of which all is body, so that networks look at its middle."""
    return Volume(np.where(labels.array > 0, 80, 20).astype(np.int16), labels.affine)


def labels(shape=(64, 60, 20), centers=((30, 28, 9), (44, 40, 10)), radii=(12, 5)):
    array = np.zeros(shape, np.int16)
    axes = np.indices(shape)
    for center, radius, value in zip(centers, radii, (2, 5), strict=True):
        apart = (axes - np.array(center)[:, None, None, None]) * np.array([1, 1, 2.5])[:, None, None, None]
        array[(apart**2).sum(axis=0) <= radius**2] = value
    return Volume(array, LPS)


def ceilings(volume, tmp_path, **settings):
    image, grid = prepare_image(body(volume), PreparationSettings(**settings))
    organs = list(SPEC.organs.values())
    prepared = prepare_label(volume.array, grid, organs)
    write_image_cache(tmp_path / "c.image.b2nd", image.stored, 1.0, 0.0)
    write_label_cache(tmp_path / "c.label.b2nd", prepared.classes)
    restored = restored_labels(CachedSlices(str(tmp_path / "c")), grid, organs)
    return measure_ceiling(SPEC, volume, restored, dict(zip(SPEC.organs, prepared.outside, strict=True)))


def test_on_its_own_grid_nothing_is_lost(tmp_path):
    heart, aorta, liver = ceilings(labels(), tmp_path, size=(60, 64), fit="crop")
    for row in (heart, aorta):
        assert (row.dice, row.hd95_mm, row.assd_mm, row.volume_change, row.shift_mm, row.outside_voxels) == (1,) + (
            0,
        ) * 5
    assert math.isnan(liver.dice) and math.isnan(liver.shift_mm) and liver.outside_voxels == 0


def test_coarse_grids_blur_small_organs_more_and_move_none(tmp_path):
    coarse = ceilings(labels(), tmp_path, size=(30, 32))
    coarser = ceilings(labels(), tmp_path, size=(15, 16))
    for one, other in zip(coarse[:2], coarser[:2], strict=True):
        assert 1 > one.dice > other.dice and other.hd95_mm >= one.hd95_mm > 0
        assert one.shift_mm < 0.5
    assert coarse[0].dice > coarse[1].dice > 0.85
    assert [row.outside_voxels for row in coarser] == [0, 0, 0]


def test_what_lies_outside_is_counted_and_costs_dice(tmp_path):
    volume = labels(centers=((30, 28, 9), (58, 40, 10)))
    heart, aorta, _ = ceilings(volume, tmp_path, size=(60, 48), fit="crop")
    seen = slice(8, 56)
    outside = int((volume.array == 5).sum() - (volume.array[seen] == 5).sum())
    assert heart.dice == 1 and aorta.outside_voxels == outside > 0
    inside = (volume.array == 5).sum() - outside
    assert aorta.dice == pytest.approx(2 * inside / (2 * inside + outside))
    assert aorta.volume_change == pytest.approx(inside / (inside + outside) - 1) and aorta.shift_mm > 0.3
    cut, low = ceiling_warnings([heart, aorta])
    assert "preparation p: a part of aorta lies outside what a network sees in 1 case (c;" in cut and "`size`" in cut
    assert "no network can reach more than Dice" in low and "for aorta" in low


def test_an_organ_that_is_not_seen_at_all_is_missed(tmp_path):
    volume = labels(centers=((30, 28, 9), (62, 58, 10)), radii=(12, 2))
    _, aorta, _ = ceilings(volume, tmp_path, size=(32, 32), fit="crop")
    assert aorta.dice == 0 and aorta.volume_change == -1 and math.isnan(aorta.shift_mm)
    assert aorta.outside_voxels == (volume.array == 5).sum()


def test_nothing_is_said_of_good_preparations():
    rows = [Ceiling("p", f"c{n}", "heart", 0.98, 1, 0.2, 0.0, 0.1, 0) for n in range(3)]
    assert ceiling_warnings(rows) == []
    assert ceiling_warnings([Ceiling("p", "c", "heart", *[math.nan] * 5, 0)]) == []
    rows[1] = rows[1]._replace(outside_voxels=4)
    assert len(ceiling_warnings(rows)) == 1

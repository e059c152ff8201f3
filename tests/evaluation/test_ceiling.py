"""What a network could reach that repeats its labels, and what is said where that is little."""

import math
from dataclasses import replace

import numpy as np
import pytest

from segstudy.config.sections.preparation import PreparationSettings
from segstudy.config.sections.representations import CropSettings, PolarSettings
from segstudy.evaluation.ceiling import measure_ceiling, measure_ceilings, restored_labels
from segstudy.evaluation.ceiling_spec import CeilingSpec, ViewCeilingSpec
from segstudy.evaluation.ceiling_words import ceiling_warnings
from segstudy.preparation.prepare import prepare_image, prepare_label
from segstudy.representations.registry import REPRESENTATIONS
from segstudy.tables.ceilings import Ceiling
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache
from segstudy.volumes.label_map import class_indices
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
    prepared = prepare_label(class_indices(volume.array, organs), grid, len(organs))
    write_image_cache(tmp_path / "c.image.b2nd", image.stored, 1.0, 0.0)
    write_label_cache(tmp_path / "c.label.b2nd", prepared.classes)
    restored = restored_labels(CachedSlices(str(tmp_path / "c")), grid, organs)
    return measure_ceiling(SPEC, volume, restored, dict(zip(SPEC.organs, prepared.outside, strict=True)))


def rings(volume, radius=24, thickness=2):
    """A thin ring in every slice (a wall), and a disc in its middle."""
    rows, columns = np.indices(volume.array.shape[:2])
    away = np.hypot(rows - 31.5, columns - 29.5)
    array = np.zeros(volume.array.shape, np.int16)
    array[away < 10] = 2
    array[(away >= radius - thickness) & (away < radius)] = 5
    return Volume(array, LPS)


def test_a_thin_organ_at_a_small_polar_size_is_told(tmp_path):
    volume = rings(labels(shape=(64, 60, 4), centers=((30, 28, 1), (44, 40, 2))))
    image, grid = prepare_image(body(volume), PreparationSettings(size=(60, 64), fit="crop"))
    organs = list(SPEC.organs.values())
    prepared = prepare_label(class_indices(volume.array, organs), grid, len(organs))
    write_image_cache(tmp_path / "c.image.b2nd", image.stored, 1.0, 0.0)
    write_label_cache(tmp_path / "c.label.b2nd", prepared.classes)
    views = tuple(
        ViewCeilingSpec(f"{kind}{size}", REPRESENTATIONS[kind], settings)
        for kind, size, settings in (
            ("polar", 16, PolarSettings(size=16)),
            ("polar", 256, PolarSettings(size=256)),
            ("crop", 64, CropSettings(size=64)),
        )
    )
    spec = CeilingSpec.from_plain(replace(SPEC, views=views).to_plain())
    assert "views" not in SPEC.to_plain()
    outside = dict(zip(SPEC.organs, prepared.outside, strict=True))
    rows = measure_ceilings(spec, volume, CachedSlices(str(tmp_path / "c")), grid, outside)
    dice = {(row.representation, row.organ): row.dice for row in rows}
    assert dice["cartesian", "aorta"] == dice["cartesian", "heart"] == 1
    assert dice["polar256", "aorta"] > 0.97 > 0.8 > dice["polar16", "aorta"]
    # of the same polar size, what is thin and far out loses more than what is thick and near the center
    assert dice["polar16", "heart"] > dice["polar16", "aorta"] + 0.1
    assert dice["crop64", "heart"] > 0.97
    warnings = [line for line in ceiling_warnings(rows) if "polar256" not in line]
    assert any(
        line.startswith("representation polar16 of preparation p: no network can reach more than Dice")
        and "for aorta" in line
        for line in warnings
    )
    assert not any("crop64" in line and "heart" in line for line in warnings)


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
    for warning in ceiling_warnings([heart, aorta], are_2d_images=True):
        assert "`size`" in warning and "spacing_mm" not in warning
    cut, low = ceiling_warnings([heart, aorta])
    assert "preparation p: a part of aorta lies outside what a network sees in 1 case (c;" in cut and "`size`" in cut
    assert "no network can reach more than Dice" in low and "for aorta" in low


def test_an_organ_that_is_not_seen_at_all_is_missed(tmp_path):
    volume = labels(centers=((30, 28, 9), (62, 58, 10)), radii=(12, 2))
    _, aorta, _ = ceilings(volume, tmp_path, size=(32, 32), fit="crop")
    assert aorta.dice == 0 and aorta.volume_change == -1 and math.isnan(aorta.shift_mm)
    assert aorta.outside_voxels == (volume.array == 5).sum()


def test_nothing_is_said_of_good_preparations():
    rows = [Ceiling("p", f"c{n}", "heart", 0.98, 1, 0.2, 0.0, 0.1, 0, "cartesian") for n in range(3)]
    assert ceiling_warnings(rows) == []
    assert ceiling_warnings([Ceiling("p", "c", "heart", *[math.nan] * 5, 0, "cartesian")]) == []
    rows[1] = rows[1]._replace(outside_voxels=4)
    assert len(ceiling_warnings(rows)) == 1

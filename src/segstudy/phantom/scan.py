"""The scan of one patient: all solids painted in order, as Hounsfield units."""

import numpy as np

from segstudy.phantom.anatomy import Anatomy
from segstudy.phantom.grid import Grid
from segstudy.phantom.intensities import AIR_HU, Tissues, draw_texture, paint
from segstudy.phantom.organs import Organs
from segstudy.phantom.shapes import Coordinates, ellipsoid
from segstudy.phantom.skeleton import Cage, Spine, make_cage, make_spine
from segstudy.phantom.torso import Torso, make_torso
from segstudy.phantom.vessels import draw_lung_vessels, make_arteries, make_veins

# The sac about the heart and its fat.
PERICARDIUM_HU, PERICARDIUM_MM = 20.0, 2.0


def make_scan(
    anatomy: Anatomy, tissues: Tissues, organs: Organs, grid: Grid, at: Coordinates, rng: np.random.Generator
) -> np.ndarray:
    """Hounsfield units without noise, float32, at positions `at` of the standard chest (grid's shape)."""
    border = float(np.linalg.norm(grid.affine[:3, 0]))
    spine = make_spine(anatomy, at)
    torso = make_torso(anatomy, at, organs, spine.whole)
    cage = make_cage(anatomy, at, torso.cavity)
    coarse, fine = draw_texture(grid.shape, 3, rng), draw_texture(grid.shape, 1, rng)
    hu = np.full(grid.shape, AIR_HU, np.float32)
    _paint_table(hu, anatomy, grid, border)
    _paint_wall(hu, torso, tissues, coarse, border)
    _paint_mediastinum(hu, torso, organs, tissues, coarse, border)
    _paint_lungs(hu, at, torso, tissues, fine, draw_lung_vessels(anatomy, grid, rng), border)
    _paint_belly(hu, at, torso, tissues, fine, border)
    _paint_heart(hu, anatomy, at, organs, tissues, border)
    _paint_bones(hu, spine, cage, tissues, border)
    paint(hu, organs.esophagus, tissues.esophagus, border)
    _paint_swallowed_air(hu, at, organs, rng, border)
    paint(hu, organs.trachea - 2, 30, border)
    paint(hu, organs.trachea, tissues.airway, border)
    return hu


def _paint_table(hu: np.ndarray, anatomy: Anatomy, grid: Grid, border: float) -> None:
    """Lay the patient on a hollow couch, which neither rolls nor warps with them."""
    x, y, _ = grid.coordinates()
    height = y - np.float32(anatomy.shift_mm[1]) - x**2 / 1500
    shell = np.abs(height + np.float32(119 * anatomy.scale[1] + 18)) - 14
    couch = np.maximum(shell, np.abs(x) - 200)
    paint(hu, couch, 260, border)
    paint(hu, couch + 5, -940, border)


def _paint_wall(hu: np.ndarray, torso: Torso, tissues: Tissues, coarse: np.ndarray, border: float) -> None:
    paint(hu, torso.skin, 20, border)
    paint(hu, torso.skin + 2, tissues.fat + 6 * coarse, border)
    paint(hu, torso.muscle, tissues.muscle + 6 * coarse, border)
    # Fat runs between the muscles, more of it away from the ribs.
    between = np.clip((coarse - 0.75) * 2.5, 0, 1) * np.clip((torso.cavity - 9) / 6, 0, 1) * (torso.muscle < -2)
    hu += between * (tissues.fat - hu) * 0.9


def _paint_mediastinum(
    hu: np.ndarray, torso: Torso, organs: Organs, tissues: Tissues, coarse: np.ndarray, border: float
) -> None:
    paint(hu, torso.cavity, tissues.mediastinum + 5 * coarse, border)
    # Soft tissue about the esophagus thins out to fat about the great vessels and the heart.
    share = np.clip((organs.esophagus - 9 - 2 * coarse) / 12, 0, 0.9)
    share *= np.clip(0.5 - torso.cavity / border, 0, 1)
    hu += share * (tissues.fat + 20 + 8 * coarse - hu)


def _paint_lungs(
    hu: np.ndarray,
    at: Coordinates,
    torso: Torso,
    tissues: Tissues,
    fine: np.ndarray,
    vessels: np.ndarray,
    border: float,
) -> None:
    # Blood sinks: the back of the lungs is denser.
    lung = tissues.lung - at[1] * 0.35 + 12 * fine
    lung += vessels * (tissues.blood - lung) * 0.9
    paint(hu, torso.lungs, lung, border)


def _paint_belly(
    hu: np.ndarray, at: Coordinates, torso: Torso, tissues: Tissues, fine: np.ndarray, border: float
) -> None:
    paint(hu, torso.belly, tissues.fat, border)
    stomach = np.maximum(ellipsoid(at, (-62.0, 22.0, -140.0), (46.0, 44.0, 40.0)), torso.belly + 4)
    paint(hu, stomach, 25, border)
    paint(hu, np.maximum(stomach + 4, 34 - at[1]), -900, border)
    spleen = ellipsoid(at, (-82.0, -34.0, -140.0), (44.0, 50.0, 48.0))
    paint(hu, np.maximum(spleen, torso.belly + 3), tissues.liver * 0.9, border)
    liver = ellipsoid(at, (50.0, 5.0, -160.0), (100.0, 90.0, 80.0))
    paint(hu, np.maximum(liver, torso.belly + 2), tissues.liver + 3 * fine, border)


def _paint_heart(
    hu: np.ndarray, anatomy: Anatomy, at: Coordinates, organs: Organs, tissues: Tissues, border: float
) -> None:
    paint(hu, make_veins(anatomy, at), tissues.venous, border)
    paint(hu, make_arteries(anatomy, at), tissues.blood, border)
    if organs.heart.whole is not organs.heart.muscle:
        paint(hu, organs.heart.whole, PERICARDIUM_HU, border)
        paint(hu, organs.heart.whole + PERICARDIUM_MM, tissues.fat, border)
    paint(hu, organs.heart.muscle, tissues.myocardium, border)
    paint(hu, organs.heart.blood, tissues.blood, border)
    paint(hu, organs.aorta, tissues.blood, border)


def _paint_bones(hu: np.ndarray, spine: Spine, cage: Cage, tissues: Tissues, border: float) -> None:
    paint(hu, cage.cartilage, 110, border)
    for bone, core in ((cage.ribs, 4), (cage.sternum, 2.5), (cage.blades, 4), (spine.arches, 4), (spine.column, 2.5)):
        paint(hu, bone, tissues.cortex, border)
        paint(hu, bone + core, tissues.marrow, border)
    paint(hu, spine.discs, 85, border)
    paint(hu, spine.canal, 28, border)


def _paint_swallowed_air(
    hu: np.ndarray, at: Coordinates, organs: Organs, rng: np.random.Generator, border: float
) -> None:
    """Some people have swallowed a little air."""
    air, height = rng.random() < 0.4, rng.uniform(-90, 50)
    if air:
        paint(hu, np.maximum(organs.esophagus + 4, np.abs(at[2] - height) - 10), -500, border)

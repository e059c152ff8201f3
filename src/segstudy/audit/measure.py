"""What networks that never saw a case say of each organ's label in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import trim_mean

from segstudy.audit.consensus import consensus, signed_distance, votes_of
from segstudy.audit.parts import largest_part
from segstudy.audit.shift import best_shift, moved
from segstudy.running.errors import StudyError
from segstudy.volumes.box import Box, bounding_box, widened
from segstudy.volumes.grids.orientation import turned_like
from segstudy.volumes.overlap import overlap
from segstudy.volumes.surfaces.distances import surface_voxels
from segstudy.volumes.volume import Volume

# Finer than this, nothing is looked at: outlines err by more.
GRID_MM = 1.5
# Of an organ's voxels: those farther out are no end of it.
FAR_OUT = 0.005
# Of a surface: those parts that lie farthest inside and outside say nothing of all of it.
TRIMMED = 0.2


@dataclass(frozen=True)
class Measured:
    """One organ's label beside what the networks say together. Axes are right, front and head; lengths in mm.

    Attributes:
        networks: How many were asked.
        label_ml: Of the label.
        networks_ml: Of the networks' consensus.
        voxel: (3,) Voxel spacing.
        centroid: (3,) Of the label in the scanner's coordinates; None of an empty label.
        dice: Between label and consensus.
        agreement: Mean Dice between each network and the consensus; 1 of a single network.
        offset: (3,) From the label to where it would overlap the consensus most.
        moved_dice: Between the label there and the consensus.
        unsure: (3,) How far the networks' own centroids lie from that of the consensus, at most.
        mirrored: Dice with the consensus of the label mirrored, by axis.
        others: Dice of the label with the consensus of each other organ.
        outward: Mean distance of the label's surface from that of the consensus, positive outside of it.
        faces: (6,) By how much the consensus reaches farther than the label: right, front, head, then left, back, feet.
        faces_unsure: (6,) By how much the networks differ from the consensus there, at most.
        gaps: Axial slices without label between slices with it, in which the consensus has the organ.
        part_ml: Of the largest part that most networks contradict.
        part_missing: Whether they see the organ there, and the label does not.
        slice: Where that part is largest, or else most voxels differ: axial, from the feet, 1 is the lowest; 0 where
            nothing differs.
    """

    networks: int
    label_ml: float
    networks_ml: float
    voxel: list[float]
    centroid: list[float] | None
    dice: float
    agreement: float
    offset: list[float]
    moved_dice: float
    unsure: list[float]
    mirrored: dict[str, float]
    others: dict[str, float]
    outward: float
    faces: list[float]
    faces_unsure: list[float]
    gaps: int
    part_ml: float
    part_missing: bool
    slice: int


AXES = ("left and right", "front and back", "head and feet")


def measure_case(
    labels: Volume,
    predictions: Sequence[Volume],
    organs: Mapping[str, int],
    annotated: Collection[str],
) -> dict[str, Any]:
    """Measure every organ's label in one case.

    Args:
        labels: Label map.
        predictions: Of networks that never saw this case, one or more, in the same grid.
        organs: Label integers by name.
        annotated: The organs somebody drew; no other is measured.

    Returns:
        Plain values of `Measured`, by organ.

    Raises:
        StudyError: Where shapes differ.
    """
    turned = [_turned(volume) for volume in (labels, *predictions)]
    shapes = {volume.array.shape for volume in turned}
    if len(shapes) > 1:
        raise StudyError(f"label map and predictions have different shapes: {sorted(shapes)}")
    label, *others = turned
    drawn = [organ for organ in organs if organ in annotated]
    together = {organ: _together([each.array for each in others], organs[organ], label.spacing) for organ in organs}
    return {organ: asdict(_organ(label, [each.array for each in others], organs, organ, together)) for organ in drawn}


def _turned(volume: Volume) -> Volume:
    """Axes right, front, head, and no finer than outlines are drawn."""
    turned = turned_like(volume, np.eye(4))
    stride = [max(1, int(GRID_MM // step)) for step in turned.spacing[:2]] + [1]  # slices keep their numbers
    affine = turned.affine @ np.diag([*stride, 1])
    return Volume(turned.array[tuple(slice(None, None, step) for step in stride)], affine)


def _together(predictions: list[np.ndarray], label: int, spacing: tuple[float, float, float]) -> np.ndarray:
    """The networks' consensus of one organ."""
    masks = [array == label for array in predictions]
    box = bounding_box(*masks)
    result = np.zeros(predictions[0].shape, bool)
    if box is not None:
        box = widened(box, 1, result.shape)
        result[box] = consensus([mask[box] for mask in masks], spacing)
    return result


def _organ(
    labels: Volume, predictions: list[np.ndarray], organs: Mapping[str, int], organ: str, together: dict[str, Any]
) -> Measured:
    spacing, value = labels.spacing, organs[organ]
    drawn = labels.array == value
    box = bounding_box(drawn, *(array == value for array in predictions))
    own = bounding_box(drawn)
    centroid = None
    if own is not None:
        middle = np.argwhere(drawn[own]).mean(axis=0) + [side.start for side in own]
        centroid = (labels.affine @ [*middle, 1.0])[:3].tolist()
    voxel_ml = float(np.prod(spacing)) / 1000
    others = {name: overlap(drawn, mask).dice for name, mask in together.items() if name != organ and mask.any()}
    seen = together[organ]
    whole = _compared(drawn, seen, [array == value for array in predictions], spacing, box)
    return Measured(
        networks=len(predictions),
        label_ml=int(np.count_nonzero(drawn)) * voxel_ml,
        networks_ml=int(np.count_nonzero(seen)) * voxel_ml,
        voxel=list(spacing),
        centroid=centroid,
        mirrored=_mirrored(drawn, seen),
        others={name: dice for name, dice in others.items() if dice > 0},
        **whole,
    )


def _compared(
    drawn: np.ndarray,
    seen: np.ndarray,
    opinions: list[np.ndarray],
    spacing: tuple[float, float, float],
    box: Box | None,
) -> dict[str, Any]:
    """What is measured inside the box that holds label and predictions."""
    nothing: dict[str, Any] = {
        "dice": 1.0,
        "agreement": 1.0,
        "offset": [0.0] * 3,
        "moved_dice": 1.0,
        "unsure": [0.0] * 3,
        "outward": 0.0,
        "faces": [0.0] * 6,
        "faces_unsure": [0.0] * 6,
        "gaps": 0,
        "part_ml": 0.0,
        "part_missing": False,
        "slice": 0,
    }
    if box is None:
        return nothing
    box = widened(box, 1, drawn.shape)
    drawn, seen, opinions = drawn[box], seen[box], [mask[box] for mask in opinions]
    first = box[2].start
    part = largest_part(drawn, votes_of(opinions), len(opinions), spacing)
    differing = np.count_nonzero(drawn != seen, axis=(0, 1))
    index = part.index if part else int(differing.argmax())
    result = nothing | {
        "dice": _dice(drawn, seen),
        "agreement": float(np.mean([_dice(mask, seen) for mask in opinions])),
        "part_ml": part.ml if part else 0.0,
        "part_missing": bool(part and part.missing),
        "slice": first + index + 1 if part or differing.any() else 0,
    }
    result["moved_dice"] = result["dice"]
    if not drawn.any() or not seen.any():
        return result
    offset = best_shift(drawn, seen, spacing)
    faces = _ends(seen, spacing) - _ends(drawn, spacing)
    found = [mask for mask in opinions if mask.any()]
    middle = _middle(seen, spacing)
    away = np.abs([_middle(mask, spacing) - middle for mask in found]).max(axis=0)
    faces_away = np.abs([_ends(mask, spacing) - _ends(seen, spacing) for mask in found]).max(axis=0)
    field = signed_distance(seen, spacing)
    return result | {
        "offset": offset.tolist(),
        "moved_dice": _dice(moved(drawn, offset, spacing), seen),
        "unsure": away.tolist(),
        "outward": -float(trim_mean(field[tuple(surface_voxels(drawn).T)], TRIMMED)),
        "faces": faces.tolist(),
        "faces_unsure": faces_away.tolist(),
        "gaps": _gaps(drawn, seen),
    }


def _gaps(drawn: np.ndarray, seen: np.ndarray) -> int:
    """Axial slices without label between slices with it, in which networks see the organ."""
    has, should = (np.count_nonzero(mask, axis=(0, 1)) > 0 for mask in (drawn, seen))
    present = np.flatnonzero(has)
    inner = slice(int(present[0]), int(present[-1]) + 1)
    return int(np.count_nonzero(~has[inner] & should[inner]))


def _dice(first: np.ndarray, second: np.ndarray) -> float:
    """Dice; 1 where both are empty."""
    dice = overlap(first, second).dice
    return dice if dice == dice else 1.0


def _middle(mask: np.ndarray, spacing: tuple[float, ...]) -> np.ndarray:
    return np.argwhere(mask).mean(axis=0) * spacing


def _ends(mask: np.ndarray, spacing: tuple[float, ...]) -> np.ndarray:
    """(6,) How far the mask reaches towards right, front, head, left, back and feet, in mm, but for a few voxels."""
    low, high = [], []
    for axis, step in enumerate(spacing):
        line = np.cumsum(np.count_nonzero(mask, axis=tuple(np.delete(range(3), axis))))
        share = line / line[-1]
        low.append(-float(np.searchsorted(share, FAR_OUT)) * step)
        high.append(float(np.searchsorted(share, 1 - FAR_OUT)) * step)
    return np.array(high + low)


def _mirrored(drawn: np.ndarray, seen: np.ndarray) -> dict[str, float]:
    """Dice with the consensus of the label mirrored across the middle of the volume, by axis."""
    if not drawn.any() or not seen.any():
        return {}
    found = {}
    for axis, name in enumerate(AXES):
        if drawn.shape[axis] > 1:
            found[name] = overlap(np.flip(drawn, axis), seen).dice
    return found

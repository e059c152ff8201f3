"""Which preparations keep networks from being good, in words."""

from collections.abc import Iterable, Sequence

import numpy as np

from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.words import listing, plural
from segstudy.tables.ceilings import LOW_DICE, Ceiling

SHOWN = 3


def ceiling_warnings(rows: Sequence[Ceiling], are_2d_images: bool = False) -> list[str]:
    """One line for each preparation and organ of which a part lies outside, or that it or its views blur too much.

    Args:
        rows: Of any preparations.
        are_2d_images: Of which nobody need know how large a pixel is.
    """
    found = []
    for preparation, representation in dict.fromkeys((row.preparation, row.representation) for row in rows):
        for organ in dict.fromkeys(row.organ for row in rows):
            own = [
                row
                for row in rows
                if (row.preparation, row.representation, row.organ) == (preparation, representation, organ)
                and row.dice == row.dice
            ]
            if representation == CARTESIAN:
                found += [
                    *_outside(preparation, organ, own, are_2d_images),
                    *_low(preparation, organ, own, are_2d_images),
                ]
            else:
                found += _low_in_views(preparation, representation, organ, own)
    return found


def _low_in_views(preparation: str, representation: str, organ: str, rows: Sequence[Ceiling]) -> Iterable[str]:
    mean = float(np.mean([row.dice for row in rows])) if rows else 1.0
    if mean < LOW_DICE:
        yield (
            f"representation {representation} of preparation {preparation}: no network can reach more than Dice "
            f"{mean:.3f} for {organ} in the mean, even with views placed by the label maps: what is thin, or far from "
            "a center, falls between its pixels, and what is small may be dropped: give it a larger `size`"
        )


def _outside(preparation: str, organ: str, rows: Iterable[Ceiling], flat: bool) -> Iterable[str]:
    cut = sorted((row for row in rows if row.outside_voxels), key=lambda row: row.dice)
    if cut:
        cases = [row.case for row in cut[:SHOWN]]
        more = [f"{len(cut) - SHOWN} more"] if len(cut) > SHOWN else []
        yield (
            f"preparation {preparation}: a part of {organ} lies outside what a network sees in "
            f"{plural(len(cut), 'case')} ({listing([*cases, *more])}; Dice at most {cut[0].dice:.3f}): give it a "
            + ("larger `size`, or `fit: resize`" if flat else "larger `size`, coarser `spacing_mm`, or another `crop`")
        )


def _low(preparation: str, organ: str, rows: Sequence[Ceiling], flat: bool) -> Iterable[str]:
    mean = float(np.mean([row.dice for row in rows])) if rows else 1.0
    if mean < LOW_DICE:
        yield (
            f"preparation {preparation}: no network can reach more than Dice {mean:.3f} for {organ} in the mean, "
            "because resampling blurs it or a part is cut off: choose a "
            + ("larger `size`, in pixels" if flat else "finer `spacing_mm` or a larger `size`")
        )

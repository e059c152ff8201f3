"""What is in a folder of cases: integers, organs' volumes, spacings, sizes, and how wide organs lie."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from segstudy.application.new.layouts import Found
from segstudy.application.new.opened import Opened, open_case, open_dicom, shares_together
from segstudy.application.new.structures import chosen_structures, patterns_of
from segstudy.cases.case import Case
from segstudy.cases.images.read import read_image2d, read_mask
from segstudy.cases.layouts.images import find_masks
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError
from segstudy.volumes.colors import read_colors

MOST_READ = 20
"""Cases that are opened: enough to propose by, and soon done."""

MOST_DRAWN = 5
"""Cases of DICOM whose contours are filled, which takes seconds each."""

# An organ of which less than this share of its voxels is connected lies in several parts.
ONE_PART = 0.9
# No tissue and no noise is darker; air in Hounsfield units is.
DARK = -500


@dataclass(frozen=True)
class Survey:
    """What was seen.

    Attributes:
        organs: The integer of each organ.
        counted: In how many of the opened cases each organ is.
        opened: How many cases were opened.
        spacing_mm: The median of columns, rows and slices; of 2D images None.
        shape: Columns, rows and slices, in voxels: the median; of 2D images the largest.
        field_mm: Rows and columns, about the center that slices are cut around, that hold every organ of the opened
            cases; of 2D images in pixels.
        ct: Whether values are Hounsfield units, as far as one can see.
        ml: The median volume of each organ where it is, in ml; none of 2D images.
        spacings: The finest and the coarsest that were seen.
        annotated: The cases that show an organ, of the organs that not all show, where all cases were opened.
        left_out: Integers of the label maps that are no organ.
        structures: How structures of DICOM are called whose names cannot be an organ's.
        empty: Whether a label map shows nothing.
        colored: Whether a 2D image is in color.
        divided: Organs that lie in several parts in one of the opened cases.
        unsure: What the proposal takes for granted, in sentences.
    """

    organs: dict[str, int]
    counted: dict[str, int]
    opened: int
    spacing_mm: tuple[float, float, float] | None
    shape: tuple[int, int, int]
    field_mm: tuple[float, float]
    ct: bool
    ml: dict[str, float] = field(default_factory=dict)
    spacings: tuple[tuple[float, ...], ...] = ()
    annotated: dict[str, list[str]] = field(default_factory=dict)
    left_out: tuple[int, ...] = ()
    structures: dict[str, list[str]] = field(default_factory=dict)
    empty: bool = False
    colored: bool = False
    divided: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def survey(found: Found) -> Survey:
    """Open the first cases with a label map.

    Raises:
        StudyError: None of them can be read, or nothing is drawn in any.
    """
    labeled = [case for case in found.cases if case.label]
    if found.data["layout"] == "images":
        return _of_images(found, labeled[:MOST_READ])
    unsure, unread = [], []
    organs, structures = dict(found.organs), dict[str, str]()
    if found.data["layout"] == "dicom":
        structures, said = chosen_structures(labeled[:MOST_READ])
        unsure += said
        organs = {organ: number for number, organ in enumerate(structures, start=1)}
    patterns = patterns_of(structures)
    seen = []
    for case in labeled[: MOST_DRAWN if found.data["layout"] == "dicom" else MOST_READ]:
        try:
            dicom = found.data["layout"] == "dicom"
            seen.append(open_dicom(case, organs, patterns) if dicom else open_case(case))
        except StudyError as error:
            unread.append(str(error).splitlines()[0])
    if not seen:
        raise StudyError(f"{found.data['root']}: no case can be opened: {unread[0]}")
    return _of_volumes(found, labeled, seen, organs, [*unsure, *(f"Not opened: {why}." for why in unread)], patterns)


def _of_volumes(
    found: Found,
    labeled: Sequence[Case],
    seen: Sequence[Opened],
    named: dict[str, int],
    unsure: list[str],
    patterns: dict[str, list[str]],
) -> Survey:
    counts = Counter(value for each in seen for value in each.ml)
    if not counts:
        raise StudyError(
            f"{found.data['root']}: nothing is drawn in any of the {len(seen)} label maps that were opened"
        )
    whole = len(seen) == len(labeled)
    # what is named, and in none of the opened cases, others may show
    organs = {name: value for name, value in named.items() if value in counts or not whole} or _unnamed(counts)
    if not named:
        unsure.append("Nothing here says what the integers mean: give the organs their names.")
    if missing := sorted(set(counts) - set(organs.values()) - set(found.ignored)):
        unsure.append(f"Integers {', '.join(map(str, missing))} are left out (`ignore`): name them if they are organs.")
    annotated = {
        name: [each.case for each in seen if value in each.ml]
        for name, value in organs.items()
        if counts[value] < len(seen)
    }
    if annotated and whole:
        unsure.append(
            f"Not every case shows {', '.join(annotated)}: taken as not drawn there (`annotated`); delete these lines "
            "where the organ really is not in the patient."
        )
    elif annotated:
        unsure.append(
            f"Not every case shows {', '.join(annotated)}: if nobody drew them there, say so under `annotated`."
        )
    steps = sorted((each.spacing_mm for each in seen), key=lambda spacing: float(np.prod(spacing)))
    if steps[-1][2] > 2 * steps[0][2]:
        unsure.append(f"Slices lie {steps[0][2]:g} to {steps[-1][2]:g} mm apart: the median is taken for all.")
    shape = np.median([each.shape for each in seen], axis=0)
    return Survey(
        organs=organs,
        counted={name: counts[value] for name, value in organs.items()},
        opened=len(seen),
        spacing_mm=_median([each.spacing_mm for each in seen]),
        shape=(int(shape[0]), int(shape[1]), int(shape[2])),
        field_mm=(max(each.field_mm[0] for each in seen), max(each.field_mm[1] for each in seen)),
        ct=found.modality == "ct" or (not found.modality and any(each.lowest < DARK for each in seen)),
        ml={
            name: float(np.median([each.ml[value] for each in seen if value in each.ml]))
            for name, value in organs.items()
            if value in counts
        },
        left_out=tuple(missing),
        spacings=(steps[0], steps[-1]),
        annotated=annotated if whole else {},
        structures=patterns,
        empty=any(not set(each.ml) & set(organs.values()) for each in seen),
        divided=tuple(
            name for name, value in organs.items() if any(each.together.get(value, 1) < ONE_PART for each in seen)
        ),
        unsure=tuple(unsure),
    )


def _unnamed(counts: Iterable[int]) -> dict[str, int]:
    return {f"label_{value}": value for value in sorted(counts)}


def _median(rows: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    first, second, third = (round(float(value), 3) for value in np.median(rows, axis=0))
    return first, second, third


def _of_images(found: Found, labeled: list[Case]) -> Survey:
    settings = DataSettings.model_validate({**found.data, "organs": {"object": 1}})
    masks = find_masks(settings, labeled)
    read = [read_mask(path) for case in labeled for path in masks[case.name]]
    values = sorted({int(value) for mask in read for value in np.unique(mask) if value > 0})
    shapes = [read_image2d(case.image2d or "").shape for case in labeled]
    colors = (read_colors(case.image2d or "") for case in labeled)
    rows, columns = (int(value) for value in np.max(shapes, axis=0))
    several = len(values) > 1
    unsure = ["Every value of a mask but 0 is taken for the one organ: if they are classes, say `values: classes`."]
    return Survey(
        organs={"object": 1},
        counted={"object": len(labeled)},
        opened=len(labeled),
        spacing_mm=None,
        shape=(columns, rows, 1),
        field_mm=(float(rows), float(columns)),
        ct=False,
        colored=any((image != image[..., :1]).any() for image in colors),
        divided=("object",) if any(share < ONE_PART for mask in read for share in _together(mask)) else (),
        unsure=tuple(unsure if several else []),
    )


def _together(mask: np.ndarray) -> Iterable[float]:
    """Of all that a 2D image's mask shows, the share in the largest part."""
    return shares_together((mask > 0)[np.newaxis].astype(np.uint8)).values()

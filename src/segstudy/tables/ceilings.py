"""`ceilings.csv`: what a network could reach that repeats the prepared label maps without an error."""

from typing import NamedTuple

from segstudy.tables.metrics import metric_of
from segstudy.tables.table import Table, numbers, texts, wholes

# Below it, a preparation costs more than arms usually differ by.
LOW_DICE = 0.97


class Ceiling(NamedTuple):
    """One organ of one case in one preparation.

    Attributes:
        preparation: The preparation's name.
        case: The case's.
        organ: The organ's.
        dice: Of the prepared label map, back in the case's own grid.
        hd95_mm: Likewise; named so whatever the unit.
        assd_mm: Likewise.
        volume_change: By which share the organ grows.
        shift_mm: How far its centroid moves.
        outside_voxels: Of the case's own, that lie outside what a network sees.
        representation: How slices were shown; the label map's own organs place the views.
    """

    preparation: str
    case: str
    organ: str
    dice: float
    hd95_mm: float
    assd_mm: float
    volume_change: float
    shift_mm: float
    outside_voxels: int
    representation: str


def ceilings_table(unit: str = "mm") -> Table:
    """One row for each preparation, representation, case and organ, with lengths in `unit`.

    Where there is no organ, numbers are empty.
    """
    return Table(
        "ceilings.csv",
        (
            *texts("preparation", "case", "organ"),
            *numbers("dice", *(metric_of(name).column_in(unit) for name in ("hd95_mm", "assd_mm"))),
            *numbers("volume_change", f"shift_{unit}"),
            *wholes("outside_voxels"),
            *texts("representation"),
        ),
    )

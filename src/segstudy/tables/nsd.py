"""`nsd/<run>.csv`: the normalized surface distance (NSD) at several tolerances."""

from typing import NamedTuple

from segstudy.tables.table import Table


class NSDRow(NamedTuple):
    """An organ of one case at one tolerance, as an arm's network with one seed found it.

    Attributes:
        arm: the arm.
        seed: of its network.
        case: the case.
        organ: the organ.
        tolerance: in mm, or in pixels where the study is measured in them.
        nsd: 0 where the organ was missed or invented; NaN where it is in neither map or nobody drew it.
    """

    arm: str
    seed: int
    case: str
    organ: str
    tolerance: float
    nsd: float


NSD_TABLE = Table.of("nsd", NSDRow)

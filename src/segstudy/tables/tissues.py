"""`tissues/<run>.csv`: how much of a tissue lies within an organ, predicted against drawn."""

from typing import NamedTuple

from segstudy.tables.table import Table


class TissueRow(NamedTuple):
    """A tissue of one case, as an arm's network with one seed found it.

    Attributes:
        arm: the arm.
        seed: of its network.
        case: the case.
        tissue: the tissue's name.
        reference_ml: volume within the drawn organ.
        predicted_ml: volume within the predicted organ.
        dice: of the tissue's voxels; NaN where there are none in either map.
        iou: likewise.
        precision: the share of the predicted tissue that is in the drawn organ; NaN where none is predicted.
        recall: the share of the drawn organ's tissue that is predicted; NaN where there is none.
        reference_hu: mean Hounsfield units of the tissue within the drawn organ; NaN without any.
        predicted_hu: the same within the predicted organ.
    """

    arm: str
    seed: int
    case: str
    tissue: str
    reference_ml: float
    predicted_ml: float
    dice: float
    iou: float
    precision: float
    recall: float
    reference_hu: float
    predicted_hu: float


TISSUES = Table.of("tissues", TissueRow)

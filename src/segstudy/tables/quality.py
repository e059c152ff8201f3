"""How well a method of correction did in one case, and what it could not restore."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class QualityRow:
    """One method in one case; None where it is not known.

    Attributes:
        method: `none` (as displaced) or a method's name.
        case: the case.
        iou: of the organ with its correct mask.
        dice: of the organ with its correct mask.
        hd95_mm: of the organ with its correct mask.
        seconds: what it took.
        rotation_deg: of the displacement, signed by its turn about the slice axis, from the first axis towards the
            second.
        translation_mm: by which the displacement moved the organ's centroid.
        lost_voxels: that lie outside the volume.
        overwritten_voxels: of other organs, covered by the displaced organ.
        edge_voxels: on the volume's faces, probably cut off.
        touched_voxels: of other organs, probably overwritten in part.
        yielded_voxels: not written, because another organ stands there.
        note: why a case was left as it was, or is in doubt.
    """

    method: str
    case: str
    iou: float | None = None
    dice: float | None = None
    hd95_mm: float | None = None
    seconds: float | None = None
    rotation_deg: float | None = None
    translation_mm: float | None = None
    lost_voxels: int | None = None
    overwritten_voxels: int | None = None
    edge_voxels: int | None = None
    touched_voxels: int | None = None
    yielded_voxels: int | None = None
    note: str | None = None

    def to_json(self) -> str:
        """As JSON text."""
        return json.dumps(asdict(self), allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "QualityRow":
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))

"""`correction/quality.csv`: how well each method did, and what it could not restore."""

import csv
import io
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields

from segstudy.correction.apply import Corrected
from segstudy.files import write_text


@dataclass(frozen=True)
class QualityRow:
    """One method in one case; None where the truth is not known.

    method: `none` (as displaced) or a method's name. iou, dice, hd95_mm: of the organ with its correct mask.
    rotation_deg: of the displacement, signed by its turn about the slice axis, from the first axis towards the
    second. translation_mm: by which it moved the organ's centroid. Voxel counts: see `Corrected`; overwritten:
    of other organs covered by the displaced organ. note: why a case was left as it was, or is in doubt.
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

    @classmethod
    def of(cls, corrected: Corrected, **values: str | float | None) -> "QualityRow":
        """The row of a correction; `values` are the other columns."""
        return cls(
            lost_voxels=corrected.lost,
            edge_voxels=corrected.edge,
            touched_voxels=sum(corrected.touched.values()),
            yielded_voxels=sum(corrected.yielded.values()),
            **values,
        )

    def to_json(self) -> str:
        """As JSON text."""
        return json.dumps(asdict(self), allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "QualityRow":
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))


def write_quality(path: str | os.PathLike[str], rows: Iterable[QualityRow]) -> None:
    """Write `quality.csv`, whole or not at all; what is not known is empty."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([field.name for field in fields(QualityRow)])
    table.writerows(["" if value is None else value for value in astuple(row)] for row in rows)
    write_text(path, text.getvalue())

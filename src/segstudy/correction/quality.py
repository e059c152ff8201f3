"""How well a correction did, as a row of `correction/quality.csv`."""

from typing import Any

from segstudy.correction.apply import Corrected
from segstudy.tables.quality import QualityRow


def quality_of(corrected: Corrected, **values: Any) -> QualityRow:
    """The row of a correction; `values` are the other columns."""
    return QualityRow(
        lost_voxels=corrected.lost,
        edge_voxels=corrected.edge,
        touched_voxels=sum(corrected.touched.values()),
        yielded_voxels=sum(corrected.yielded.values()),
        **values,
    )

"""`reference_results:` published numbers to set beside the measured ones."""

from typing import Annotated

from pydantic import AfterValidator, Field

from segstudy.config.sections.metric_column import MetricColumn
from segstudy.config.sections.names import Name
from segstudy.config.sections.section import Section
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN

Printed = float | None | dict[Name, float | None]
"""A mean over patients and organs, or by organ; `mean` is that over the organs."""


def by_organ(printed: Printed) -> dict[str, float | None]:
    """What was printed, by organ."""
    return printed if isinstance(printed, dict) else {MEAN: printed}


def _within_limits(row: dict[str, Printed]) -> dict[str, Printed]:
    for column, printed in row.items():
        low, high = metric_of(column).limits
        for value in by_organ(printed).values():
            if value is not None and not low <= value <= high:
                raise ValueError(f"{column}: should be from {low:g} to {high:g}, not {value:g}")
    return row


PublishedRow = Annotated[dict[MetricColumn, Printed], AfterValidator(_within_limits)]
"""What a publication printed for one arm: means over patients, as far as it printed them."""


class ReferenceResults(Section):
    """A publication's table, arm by arm."""

    source: Annotated[str, Field(description="What to cite.")]
    note: Annotated[str, Field(description="What differs between the publication and this study.")] = ""
    rows: Annotated[
        dict[str, PublishedRow],
        Field(
            min_length=1,
            description="The printed numbers, by arm and metric: one over all organs, or by organ "
            "(`dice: {heart: 0.9, mean: 0.85}`).",
        ),
    ]

"""The name of a metric, as its column is called."""

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from segstudy.config.sections.messages import closest
from segstudy.tables.metrics import all_metric_columns


def _known(column: str) -> str:
    if column not in all_metric_columns():
        raise ValueError(closest("", column, all_metric_columns(), "metric").message)
    return column


MetricColumn = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": all_metric_columns()})]

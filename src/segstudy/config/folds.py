"""`folds:` how cases are held out."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.section import Section


class FoldSettings(Section):
    """Cross-validation by patient; `validation` is the share of a training part that picks checkpoints."""

    count: Annotated[int, Field(ge=2)] = 5
    by: Literal["patient"] = "patient"
    validation: Annotated[float, Field(gt=0, lt=1)] = 0.2
    stratify: str | None = None

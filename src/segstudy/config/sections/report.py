"""`report:` what a person may choose about the report."""

from typing import Annotated

from pydantic import Field

from segstudy.config.sections.section import Section


class ReportSettings(Section):
    """What a person may choose about the report."""

    patient: Annotated[
        str | None,
        Field(
            description="The patient whose images are shown; none is the median patient of the best arm, where that "
            "can be known."
        ),
    ] = None
    reader: Annotated[
        str | None,
        Field(
            description="The arm of a second reader (see `given`): its mean is a line in every box plot, up to which "
            "people agree; none draws none."
        ),
    ] = None

"""Whether an arm learns from the scans of training patients whose label maps it leaves out."""

from typing import Annotated

from pydantic import Field

LeftOut = Annotated[
    bool,
    Field(
        description="Whether training patients that `training_fraction` leaves out count as cases without a label map, "
        "by which a study of labeled data asks what few labels are worth."
    ),
]

"""`data.phantom:` the made-up cohort of the layout `phantom`."""

from typing import Annotated

from pydantic import Field

from segstudy.config.sections.section import Section

Side = Annotated[int, Field(ge=8, le=512)]


class PhantomSettings(Section):
    """A made-up cohort of chest CTs (`layout: phantom`)."""

    patients: Annotated[int, Field(ge=2, le=1000, description="Number of patients.")] = 12
    shape: Annotated[tuple[Side, Side, Side], Field(description="(columns, rows, slices) of each scan, in voxels.")] = (
        96,
        96,
        32,
    )
    displaced: Annotated[
        bool,
        Field(description="Whether the labels of the heart are displaced, for the study to repair (`correction`)."),
    ] = True
    noise_hu: Annotated[
        float, Field(ge=0, description="Standard deviation of the scans' noise, in Hounsfield units.")
    ] = 20.0
    heart_fat_mm: Annotated[
        float,
        Field(
            ge=0,
            le=20,
            description="Mean thickness, in mm, of a layer of fat about the heart, which is then part of the organ "
            "`heart`, with its pericardium; patients have 0.4 to 1.6 times as much. 0 makes none.",
        ),
    ] = 0.0

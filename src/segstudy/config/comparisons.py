"""`comparisons:` which arms are tested against which, on what."""

import re
from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.section import Section

Metric = Literal[
    *("dice", "dice_2d", "iou", "precision", "recall", "specificity", "nsd"),
    *("hd95_mm", "hd_mm", "assd_mm", "hd95_px", "hd_px", "assd_px"),
]


def in_unit(metrics: list[str], unit: str) -> list[str]:
    """The same metrics with distances in `unit`: `mm` or `px`."""
    return [re.sub("_(mm|px)$", f"_{unit}", metric) for metric in metrics]


class ComparisonSettings(Section):
    """The tests of a study.

    baseline: the arm all others are tested against.
    against: `baseline`, or `all` for every pair of arms.
    metrics: distances are in `mm`, or in `px` (pixels) of pictures whose pixels have no known size.
    protocol: `paired` (patients paired, corrected for all tests), or `published`: beside it, in a file of their
        own, the tests of publications that take the arms as unpaired groups and correct for nothing.
    """

    baseline: str
    against: Literal["baseline", "all"] = "baseline"
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05
    metrics: Annotated[list[Metric], Field(min_length=1)] = ["dice", "hd95_mm", "assd_mm"]
    protocol: Literal["paired", "published"] = "paired"
    bootstrap: Annotated[int, Field(ge=100, le=1_000_000)] = 10_000

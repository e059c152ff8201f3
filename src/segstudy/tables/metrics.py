"""The one registry of metrics: what is measured of an organ in a case, and all that is said of it.

A new metric is one new entry in `METRICS` and its function in `segstudy.evaluation`. The columns of metrics.csv, the
statistics, the summary, the report and what is published to MLflow follow from the entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from math import inf

from segstudy.running.errors import StudyError

UNITS = ("mm", "px")
"""What lengths are in: millimeters, or pixels where nobody knows how large a pixel is."""

_IN_WORDS = {"mm": "mm", "px": "pixels"}


class WhenFailed(Enum):
    """A metric's value for an organ that was missed or invented, where it is not one number for all cases."""

    DIAGONAL = "the volume's physical diagonal"
    MEASURED = "what its function gives"


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes:
        column: its column in every table. That of a length ends in `_mm`; in pixels, in `_px`.
        label: its name as within a sentence.
        unit: empty for a ratio.
        higher_is_better: its direction.
        words: what it is, for the methods text. `{unit}` stands for the unit of lengths in words.
        function: `module:attribute` of a function of one `segstudy.evaluation.organ.OrganMasks`, which returns a float.
        when_failed: its value where an organ was missed or invented: the worst that can be, or it would look better
            to miss an organ in half of the cases than to find it in all.
        limits: the lowest and the highest value it can have.
        citation: the reference for it, as a bibliography prints it; empty where it needs none.
        caveat: how it differs from what other tools call the same; empty where it does not.
        may_be_undefined: whether it may be NaN though reference and prediction both hold the organ.
    """

    column: str
    label: str
    unit: str
    higher_is_better: bool
    words: str
    function: str
    when_failed: float | WhenFailed
    limits: tuple[float, float]
    citation: str = ""
    caveat: str = ""
    may_be_undefined: bool = False

    def __post_init__(self) -> None:
        in_length = self.column.endswith(tuple(f"_{unit}" for unit in UNITS))
        if in_length != (self.unit in UNITS) or (in_length and not self.column.endswith(f"_{self.unit}")):
            raise ValueError(f"metric {self.column}: its column must end in the unit of length, which is {self.unit!r}")

    @property
    def heading(self) -> str:
        """The label as it begins a line."""
        return self.label[:1].upper() + self.label[1:]

    @property
    def title(self) -> str:
        """The heading with the unit."""
        return f"{self.heading} [{self.unit}]" if self.unit else self.heading

    @property
    def decimals(self) -> int:
        """Digits shown after the point."""
        return 2 if self.unit else 3

    def column_in(self, unit: str) -> str:
        """The column where lengths are in `unit`."""
        return f"{self.column.removesuffix(self.unit)}{unit}" if self.unit in UNITS else self.column

    def in_unit(self, unit: str) -> "Metric":
        """The same metric where lengths are in `unit`."""
        return replace(self, column=self.column_in(unit), unit=unit) if self.unit in UNITS else self

    def described(self, unit: str) -> str:
        """`words`, where lengths of the study are in `unit`."""
        words = self.words.format(unit=_IN_WORDS[unit])
        return f"{words}, in {_IN_WORDS[unit]}" if self.unit in UNITS and unit != "mm" else words


_HAUSDORFF = (
    "Huttenlocher DP, Klanderman GA, Rucklidge WJ. Comparing images using the Hausdorff distance. IEEE "
    "Transactions on Pattern Analysis and Machine Intelligence 1993;15(9):850–863. doi:10.1109/34.232073"
)
_SHARE, _LENGTH = (0.0, 1.0), (0.0, inf)

METRICS: dict[str, Metric] = {
    metric.column: metric
    for metric in (
        Metric(
            column="dice",
            label="Dice",
            unit="",
            higher_is_better=True,
            words="the Dice coefficient",
            function="segstudy.evaluation.overlap:dice",
            when_failed=0.0,
            limits=_SHARE,
            citation=(
                "Dice LR. Measures of the amount of ecologic association between species. Ecology 1945;26(3):297–302. "
                "doi:10.2307/1932409"
            ),
        ),
        Metric(
            column="dice_2d",
            label="2D Dice",
            unit="",
            higher_is_better=True,
            words="the mean Dice coefficient of the slices in which either side is present (2D Dice)",
            function="segstudy.evaluation.slices:dice_2d",
            when_failed=0.0,
            limits=_SHARE,
            caveat=(
                "2D Dice is over slices where either side holds the organ. Counting empty slices as 1 raises it much."
            ),
        ),
        Metric(
            column="iou",
            label="IoU",
            unit="",
            higher_is_better=True,
            words="intersection over union",
            function="segstudy.evaluation.overlap:iou",
            when_failed=0.0,
            limits=_SHARE,
            citation=(
                "Jaccard P. The distribution of the flora in the alpine zone. New Phytologist 1912;11(2):37–50. "
                "doi:10.1111/j.1469-8137.1912.tb05611.x"
            ),
        ),
        Metric(
            column="precision",
            label="precision",
            unit="",
            higher_is_better=True,
            words="precision",
            function="segstudy.evaluation.overlap:precision",
            when_failed=0.0,
            limits=_SHARE,
        ),
        Metric(
            column="recall",
            label="recall",
            unit="",
            higher_is_better=True,
            words="recall",
            function="segstudy.evaluation.overlap:recall",
            when_failed=0.0,
            limits=_SHARE,
        ),
        Metric(
            column="specificity",
            label="specificity",
            unit="",
            higher_is_better=True,
            words="specificity",
            function="segstudy.evaluation.overlap:specificity",
            when_failed=WhenFailed.MEASURED,
            limits=_SHARE,
            # 0/0 where an organ fills the volume
            may_be_undefined=True,
        ),
        Metric(
            column="hd95_mm",
            label="HD95",
            unit="mm",
            higher_is_better=False,
            words="the larger of the two directed 95th percentiles of surface distances (HD95)",
            function="segstudy.evaluation.distances:hd95",
            when_failed=WhenFailed.DIAGONAL,
            limits=_LENGTH,
            citation=_HAUSDORFF,
            caveat=(
                "HD95 is here the larger of the two directed 95th percentiles, in mm. That of both pooled, or the mean "
                "of the two, is never larger and mostly smaller; a value in voxels is another quantity."
            ),
        ),
        Metric(
            column="hd_mm",
            label="Hausdorff distance",
            unit="mm",
            higher_is_better=False,
            words="the Hausdorff distance",
            function="segstudy.evaluation.distances:hausdorff",
            when_failed=WhenFailed.DIAGONAL,
            limits=_LENGTH,
            citation=_HAUSDORFF,
        ),
        Metric(
            column="assd_mm",
            label="ASSD",
            unit="mm",
            higher_is_better=False,
            words="the average symmetric surface distance, pooled over both directions (ASSD)",
            function="segstudy.evaluation.distances:assd",
            when_failed=WhenFailed.DIAGONAL,
            limits=_LENGTH,
            citation=(
                "Heimann T, van Ginneken B, Styner MA, et al. Comparison and evaluation of methods for liver "
                "segmentation from CT datasets. IEEE Transactions on Medical Imaging 2009;28(8):1251–1265. "
                "doi:10.1109/TMI.2009.2013851"
            ),
            caveat="ASSD pools the distances of both surfaces; the mean of the two directed means differs from it.",
        ),
        Metric(
            column="nsd",
            label="NSD",
            unit="",
            higher_is_better=True,
            words="the normalized surface distance, by area, at a tolerance of 3 {unit}",
            function="segstudy.evaluation.distances:nsd",
            when_failed=0.0,
            limits=_SHARE,
            citation=(
                "Nikolov S, Blackwell S, Zverovitch A, et al. Clinically applicable segmentation of head and neck "
                "anatomy for radiotherapy: deep learning algorithm development and validation study. Journal of "
                "Medical Internet Research 2021;23(7):e26151. doi:10.2196/26151"
            ),
        ),
    )
}
"""Every metric, in the order of the columns of metrics.csv."""


def metric_of(column: str) -> Metric:
    """The metric of a column.

    Raises:
        StudyError: no metric has this column.
    """
    for metric in METRICS.values():
        for unit in UNITS:
            if metric.column_in(unit) == column:
                return metric.in_unit(unit)
    raise StudyError(f"no metric is called '{column}'; known are {', '.join(METRICS)}")


def metric_columns(unit: str = "mm") -> list[str]:
    """The columns of all metrics, where lengths are in `unit`."""
    return [metric.column_in(unit) for metric in METRICS.values()]


def all_metric_columns() -> list[str]:
    """The columns of all metrics, in every unit of length."""
    return list(dict.fromkeys(column for unit in UNITS for column in metric_columns(unit)))


def in_unit(columns: Iterable[str], unit: str) -> list[str]:
    """The same metrics where lengths are in `unit`.

    Raises:
        StudyError: no metric has one of these columns.
    """
    return [metric_of(column).column_in(unit) for column in columns]


def unit_of(columns: Iterable[str]) -> str:
    """The unit of length of a table with these columns; mm where it has no length."""
    present = set(columns)
    in_pixels = {metric.column_in("px") for metric in METRICS.values() if metric.unit in UNITS}
    return "px" if present & in_pixels else "mm"


def metric_modules() -> list[str]:
    """The modules that compute metrics: they belong to what a measurement depends on."""
    return sorted({metric.function.partition(":")[0] for metric in METRICS.values()})

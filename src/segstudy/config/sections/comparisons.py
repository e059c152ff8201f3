"""`comparisons:` which arms are tested against which, on what."""

from typing import Annotated, Literal

from pydantic import Field

from segstudy.config.sections.metric_column import MetricColumn
from segstudy.config.sections.section import Section
from segstudy.config.sections.words import Cite, listing, short
from segstudy.tables.metrics import metric_of


class ComparisonSettings(Section):
    """The tests of a study."""

    baseline: Annotated[
        str, Field(description="The arm that all others are tested against; none is the first of the study.")
    ] = ""
    against: Annotated[
        Literal["baseline", "all"],
        Field(description="What each arm is tested against: the baseline, or `all` for every pair of arms."),
    ] = "baseline"
    alpha: Annotated[float, Field(gt=0, lt=1, description="Level of significance.")] = 0.05
    metrics: Annotated[
        list[MetricColumn],
        Field(
            min_length=1,
            description="Metrics that are tested; distances are in `mm`, or in `px` (pixels) of 2D images whose pixels "
            "have no known size.",
        ),
    ] = ["dice", "hd95_mm", "assd_mm"]
    primary: Annotated[
        MetricColumn | None,
        Field(
            description="The metric that the study's verdict rests on, one of `metrics`; where none is named, Dice, or "
            "the first of them. The others are secondary."
        ),
    ] = None
    margin: Annotated[
        dict[MetricColumn, Annotated[float, Field(gt=0)]],
        Field(
            description="By metric, the largest difference of means that does not matter, such as `{dice: 0.01}`: arms "
            "whose difference lies within it are `equivalent` (two one-sided tests)."
        ),
    ] = {}
    protocol: Annotated[
        Literal["paired", "published"],
        Field(
            description="`paired` (patients paired, corrected for all tests), or `published`: beside it, in a file of "
            "their own, the tests of publications that take the arms as unpaired groups and correct for nothing."
        ),
    ] = "paired"
    jaccard_threshold: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Intersection over union below which a case's organ counts as failed, and as 0, in the "
            "thresholded Jaccard index; by default that of the ISIC 2018 challenge.",
        ),
    ] = 0.65
    bootstrap: Annotated[
        int, Field(ge=100, le=1_000_000, description="Resamples of patients behind intervals of ranks.")
    ] = 10_000

    subgroups: Annotated[
        list[str],
        Field(
            description="Columns of the cases' table (`layout: table`), such as `[site, sex]`, by whose values "
            "patients are looked at in groups: exploratory, no verdict of the study rests on it."
        ),
    ] = []

    @property
    def primary_metric(self) -> str:
        """The metric that the study's verdict rests on."""
        return self.primary or ("dice" if "dice" in self.metrics else self.metrics[0])

    def wanted(self, metric: str) -> float:
        """The difference for which the patients needed are counted: the margin, else 0.01 or one unit of length."""
        return self.margin.get(metric, 1.0 if metric_of(metric).unit else 0.01)

    def in_words(self, cite: Cite) -> str:
        """Which tests there were, and how their p-values were corrected."""
        against = "every other arm" if self.against == "all" else f"the baseline “{self.baseline}”"
        return (
            f"Each arm was compared with {against}; {metric_of(self.primary_metric).label} was the primary metric. The "
            "unit of every test is the patient, paired by patient. Where one arm found an organ that is not there and "
            "the other rightly left it empty, the other counted as perfect. Where the Shapiro–Wilk test "
            f"{cite('shapiro')}, corrected over all comparisons of a metric, rejected normality of no paired "
            f"differences, the paired t-test {cite('student')} of the mean was used for all of them, otherwise "
            f"Wilcoxon’s signed-rank test {cite('wilcoxon')}; then “better” and “worse” mean that the ranks and the "
            "mean say the same, each by its own test, that of the mean with one more patient as far off as any of this "
            "organ, and “mixed” that they do not. p-values were corrected over all "
            f"comparisons of a metric by Holm’s method {cite('holm')}; α was {short(self.alpha)}.{self._margins(cite)}"
            f"{self._threshold()}"
        )

    def subgroups_in_words(self, cite: Cite) -> str:
        """How groups of patients were looked at; empty where they were not."""
        if not self.subgroups:
            return ""
        return (
            f"Exploratory: {metric_of(self.primary_metric).label} of each arm, and its difference from the baseline, "
            f"was also described in groups of patients by {listing(self.subgroups)}, with intervals and without tests "
            "in a group. Whether groups differ was asked by a permutation test of the Kruskal–Wallis statistic "
            f"{cite('kruskal')} over groups of three patients and more, corrected by Holm’s method organ by organ."
        )

    def _threshold(self) -> str:
        if self.jaccard_threshold == type(self).model_fields["jaccard_threshold"].default:
            return ""
        return (
            " The thresholded Jaccard index counted an intersection over union below "
            f"{short(self.jaccard_threshold)} as 0."
        )

    def _margins(self, cite: Cite) -> str:
        if not self.margin:
            return ""
        told = [f"{metric_of(name).label} ± {short(value)}" for name, value in self.margin.items()]
        return (
            f" Arms were called equivalent where two one-sided tests {cite('tost')} put the mean difference within "
            f"{listing(told)}."
        )

    def intervals_in_words(self, cite: Cite) -> str:
        """How intervals were found."""
        return (
            f"Intervals of mean differences ({short(100 * (1 - self.alpha))} %) are Student’s, and where ranks were "
            f"tested Student’s after Hall’s transformation for skewness {cite('hall')}; the ranks’ own estimate is "
            f"that of Hodges and Lehmann {cite('hodges_lehmann')}, with the interval of Wilcoxon’s test. Intervals of "
            f"ranks are bootstraps over patients with {self.bootstrap:,} resamples."
        )

    def published_in_words(self, cite: Cite) -> str:
        """The tests that repeat publications; empty where there are none."""
        if self.protocol != "published":
            return ""
        return (
            "To repeat a published protocol, the arms were also compared as unpaired groups, without correction. "
            f"Where the Shapiro–Wilk test {cite('shapiro')} did not reject normality of either group, Student’s "
            f"unpaired t-test {cite('student')} was used, otherwise the Mann–Whitney U test {cite('mann_whitney')}; "
            "their intervals are bias-corrected and accelerated bootstraps over patients "
            f"{cite('bootstrap')} with {self.bootstrap:,} resamples."
        )

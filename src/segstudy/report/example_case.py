"""The case that figures of a single patient show."""

from dataclasses import dataclass

from segstudy.report.inputs import ReportInput
from segstudy.report.metric_values import case_means
from segstudy.report.ranking import by_mean


@dataclass(frozen=True)
class ExampleCase:
    """case, the best arm, and why this case, as the end of a sentence."""

    case: str
    best: str
    why: str


def example_case(inputs: ReportInput) -> ExampleCase | None:
    """The patient the configuration names, or the median one of the best arm by mean Dice; None without a measurement.

    Of an even number the lower of the two in the middle; of several cases of a patient the first.
    """
    order = by_mean(inputs, "dice")
    if not order:
        return None
    best = order[0][0]
    table = case_means(inputs)
    table = table[table["arm"] == best].sort_values(["value", "case"])
    named = inputs.facts.settings.report.patient
    own = table[table["patient"] == named]["case"]
    if len(own):
        return ExampleCase(min(own), best, "the patient that the configuration names")
    return ExampleCase(table["case"].iloc[(len(table) - 1) // 2], best, f"the median case of {best} by mean Dice")

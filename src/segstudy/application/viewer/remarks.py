"""What speaks against a scan, or against the label map that was predicted for it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from segstudy.correction.plausibility.finding import worst_first
from segstudy.correction.plausibility.measure import measure_labels
from segstudy.correction.plausibility.own import findings_of_case
from segstudy.volume import Volume


class Remark(NamedTuple):
    """severity: as of a finding: `wrong`, `look` or `note`."""

    severity: Literal["wrong", "look", "note"]
    words: str


def remarks(image: Volume, labels: Volume, organs: Mapping[str, int], warnings: list[str]) -> list[Remark]:
    """The remarks on one scan, worst first: the correction stage's checks that need no other case.

    image: Hounsfield units; labels: integers of the same shape. warnings: what reading the scan gave.
    """
    found = []
    for finding in worst_first(findings_of_case("", measure_labels(image, labels, organs))):
        words = f"No {finding.organ} was found." if finding.check == "empty" else finding.words
        found.append(Remark(finding.severity, words))
    ended = (warning if warning.endswith((".", "?")) else f"{warning}." for warning in warnings)
    return [*found, *(Remark("note", f"The scan: {warning}") for warning in ended)]

"""What speaks against a scan, or against the label map that was predicted for it."""

from collections.abc import Mapping
from typing import NamedTuple

from segstudy.correction.plausibility.finding import Severity, worst_first
from segstudy.correction.plausibility.measure import measure_labels
from segstudy.correction.plausibility.own import findings_of_case
from segstudy.volumes.volume import Volume


class Remark(NamedTuple):
    """What speaks against a scan or its label map.

    Attributes:
        severity: As of a finding: `wrong`, `look` or `note`.
        words: A sentence for people.
    """

    severity: Severity
    words: str


def remarks(
    image: Volume, labels: Volume, organs: Mapping[str, int], warnings: list[str], modality: str = "ct"
) -> list[Remark]:
    """The remarks on one scan, worst first: the correction stage's checks that need no other case.

    Args:
        image: Hounsfield units.
        labels: Integers of the same shape.
        organs: Label integer by organ.
        warnings: Of reading the scan.
        modality: What is no `ct` has no Hounsfield units to hold labels to.
    """
    lines = []
    measured = measure_labels(image, labels, organs) if modality == "ct" else {}
    for finding in worst_first(findings_of_case("", measured)) if measured else []:
        words = f"No {finding.organ} was found." if finding.check == "empty" else finding.words
        lines.append(Remark(finding.severity, words))
    ended = (warning if warning.endswith((".", "?")) else f"{warning}." for warning in warnings)
    return [*lines, *(Remark("note", f"The scan: {warning}") for warning in ended)]

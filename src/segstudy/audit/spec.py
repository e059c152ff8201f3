"""What the audit of one case is handed."""

from dataclasses import dataclass

from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class AuditSpec(Spec):
    """One case's label map and what is asked of it.

    Attributes:
        organs: Label integers by name, in the study's order.
        annotated: The organs that somebody drew in this case.
    """

    organs: dict[str, int]
    annotated: list[str]

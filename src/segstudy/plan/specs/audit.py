"""What the audit of labels is handed."""

from typing import TYPE_CHECKING

from segstudy.audit.spec import AuditSpec

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def audit_spec(plan: "Plan", case: str) -> AuditSpec:
    """What is looked at in a case."""
    return AuditSpec(dict(plan.organs), plan.annotated(case))

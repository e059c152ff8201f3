"""Functions that choose inputs and parameters of what SAM 2 does."""

from segstudy.plan_sourced import check_sam2, checkpoint_files

try:
    check_sam2(plan.sam2_checkpoints)
except StudyError as error:
    sys.exit(f"{error}")


def sam2_params(wildcards):
    """How SAM 2 predicts a case, as plain values."""
    found = plan.zero_shots[wildcards.inferred]
    return {
        "model": found.model,
        "settings": found.settings,
        "organs": dict(plan.organs),
    }

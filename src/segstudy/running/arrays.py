"""No job arrays: in the SLURM plugin's present version a failing task takes the outputs of others with it."""

from typing import Any


def check_no_arrays(workflow: Any) -> None:
    """Stop a run that would submit arrays.

    Args:
        workflow: Snakemake's.

    Raises:
        SystemExit: It would; with a sentence for the person who wrote the profile.
    """
    if getattr(getattr(workflow, "executor_settings", None), "array_jobs", None):
        raise SystemExit(
            "slurm-array-jobs: a failing task of an array takes the outputs of others with it; leave it out: `groups` "
            "of the profile send many cases in one job"
        )

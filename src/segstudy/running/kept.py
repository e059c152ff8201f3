"""What is kept of a group of jobs that fails: what its jobs have finished.

Of a group on a cluster Snakemake learns that it failed, and removes what all its jobs have made. A seal, which a job
writes last, says which of them had ended.
"""

from collections.abc import Collection
from typing import Any

from segstudy.running.private_functions import is_as_tested
from segstudy.running.seals import Seals

# What the class is marked with whose function is replaced already.
REPLACED = "keeps_what_is_sealed"


def keep_what_is_sealed(results: str) -> None:
    """Let Snakemake remove of failed jobs what has no seal, or is not as its seal says.

    Args:
        results: The study's folder.
    """
    from snakemake.jobs import Job

    if REPLACED in vars(Job) or not is_as_tested(Job, "cleanup"):
        return
    removes = Job.cleanup

    async def cleanup(job: Any, skip_outputs: Collection[Any]) -> None:
        seals = Seals(results)
        await removes(job, {*skip_outputs, *(file for file in job.output if _is_sealed(seals, file))})

    Job.cleanup = cleanup
    setattr(Job, REPLACED, True)


def _is_sealed(seals: Seals, file: str) -> bool:
    seal = seals.of(file)
    return seal is not None and seals.content(file, seal) == seal.content

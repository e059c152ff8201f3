"""Why a group of jobs failed before it began: Snakemake keeps the executor's word for single jobs alone."""

from typing import Any

REPLACED = "says_why"


def say_why_groups_fail() -> None:
    """Let a group say first what its executor said of it, such as that a cluster refused it."""
    from snakemake.jobs import GroupJob
    from snakemake.logging import logger

    own = GroupJob.log_error
    if getattr(own, REPLACED, False):
        return

    def log_error(group: GroupJob, msg: str | None = None, **about: Any) -> None:
        if msg:
            logger.error(f"{group.name}: {str(msg).splitlines()[0]}")
        own(group, msg, **about)

    setattr(log_error, REPLACED, True)
    GroupJob.log_error = log_error

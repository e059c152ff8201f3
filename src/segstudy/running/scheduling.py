"""Keeping Snakemake from looking at all ready jobs again and again while none of them can start.

With a limit of jobs a second, which is its default, Snakemake's scheduler starts a timer at every look at jobs that
are ready, and every timer brings another look: as many of them a second as jobs have ended. Each one makes the
parameters of all ready jobs anew and asks for the sizes of their inputs, so that soon a processor does nothing else.
"""

from threading import Timer
from typing import Any

from segstudy.running.private_functions import is_as_tested

# What the class is marked with whose function is replaced already.
REPLACED = "looks_again_only_at_the_limit"


def look_again_only_at_the_limit() -> None:
    """Let Snakemake's scheduler wait for its limit only where jobs wait for it, and with one timer at a time.

    A job that ends makes it look again in any case.
    """
    from snakemake.scheduling.job_scheduler import JobScheduler

    if REPLACED in vars(JobScheduler) or not is_as_tested(JobScheduler, "_schedule_reevalutation"):
        return
    look_after = JobScheduler._schedule_reevalutation

    def schedule(scheduler: Any, delay: float) -> None:
        limit = scheduler.job_rate_limiter
        if limit is None or delay != limit.timespan:  # another wait than that for the limit
            look_after(scheduler, delay)
            return
        if limit.get_free_jobs() or getattr(scheduler, "waits_for_limit", False):
            return
        scheduler.waits_for_limit = True
        timer = Timer(delay, look_again, [scheduler])
        timer.daemon = True  # Snakemake's end does not wait for it
        timer.start()

    def look_again(scheduler: Any) -> None:
        scheduler.waits_for_limit = False
        scheduler._open_jobs.release()

    JobScheduler._schedule_reevalutation = schedule
    setattr(JobScheduler, REPLACED, True)

"""Keeping Snakemake from looking at all ready jobs again and again while few of them can start.

At each job's end Snakemake's scheduler asks for the sizes of the inputs of all ready jobs, weighs each of them, and
lists all that is left to do, so that its work grows with the square of the jobs.

With a limit of jobs a second, which is its default, Snakemake's scheduler starts a timer at every look at jobs that
are ready, and every timer brings another look: as many of them a second as jobs have ended. Each one makes the
parameters of all ready jobs anew and asks for the sizes of their inputs, so that soon a processor does nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from heapq import nsmallest
from threading import Timer
from typing import Any

from segstudy.running.private_functions import is_as_tested

# What the class is marked with whose functions are replaced already.
REPLACED = "looks_again_only_at_the_limit"
CHOOSES = "chooses_among_few"
# Of each rule so many ready jobs are looked at on one machine, and at least so many a core: more than can start.
_FEW = 8
_A_CORE = 2


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


class _Later(Sequence[Any]):
    """A list that is made when somebody looks at it."""

    def __init__(self, made: Callable[[], list[Any]]):
        self._made = made

    @cached_property
    def _list(self) -> list[Any]:
        return self._made()

    def __len__(self) -> int:
        return len(self._list)

    def __getitem__(self, place: Any) -> Any:
        return self._list[place]


def first_of_each(jobs: Iterable[Any], most: int, place: Callable[[Any], Any]) -> list[Any]:
    """Of each rule's jobs the first `most`, by `place`; all job groups, whose jobs are of several rules."""
    of_rule: dict[Any, list[Any]] = defaultdict(list)
    for job in jobs:
        of_rule[getattr(job, "rule", job)].append(job)
    return [job for own in of_rule.values() for job in (own if len(own) <= most else nsmallest(most, own, key=place))]


def choose_among_few() -> None:
    """On one machine, let Snakemake's scheduler choose among the first ready jobs of each rule, in the plan's order.

    Jobs of a rule need much the same, so that those of all rules fill the machine as well as all would.
    """
    from snakemake.scheduling.job_scheduler import JobScheduler

    names = ("open_jobs", "remaining_jobs", "job_selector")
    if CHOOSES in vars(JobScheduler) or not all(is_as_tested(JobScheduler, name) for name in names):
        return
    remaining = JobScheduler.remaining_jobs.fget

    def open_jobs(scheduler: Any) -> list[Any]:
        dag, cores = scheduler.workflow.dag, scheduler.global_resources["_cores"]
        if scheduler.dryrun or not scheduler.workflow.local_exec:
            return list(dag.ready_jobs)
        most = max(_FEW, _A_CORE * cores)
        return first_of_each(dag.ready_jobs, most, lambda job: (-dag.priority(job), dag.jobid(job)))

    JobScheduler.open_jobs = property(open_jobs)
    JobScheduler.remaining_jobs = property(lambda scheduler: _Later(lambda: remaining(scheduler)))
    setattr(JobScheduler, CHOOSES, True)

"""What a person needs of what Snakemake says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_STEPS = re.compile(r"(\d+) of (\d+) steps \(\S+\) done")
_JOB = re.compile(r"(?:Job|localrule|Group job) \d+: (.*)")
_STAGE = "Stage done: "
_EPOCH = re.compile(r"(.+ fold \d+)  epoch (\d+)/(\d+) ")
_FAILED = re.compile(r"Error in rule (\w+)")
_STOPPING = "Terminating processes on user request"
_LOG = re.compile(r"    log: (\S+)")
_FENCE = re.compile(r"={40,}$")
# Of a failed job: what Snakemake writes of its own and of the script that it started.
_BLOCK = re.compile(
    r"    \w[\w ]*:|Logfile |RuleException|CalledProcessError|Command '|  File |Trying to restart|Shutting down"
)
_NOISE = re.compile(
    r"\[\w{3} \w{3} +\d+|Using |Assuming |Building DAG|Provided |Rules claiming|Conda env|Select jobs|Execute \d+ jobs|"
    r"Finished job|Complete log|Elapsed time|Job stats|job +count|-{3,} +-+|\w+ +\d+$|Exiting because|WorkflowError|"
    r"Will exit after finishing currently running jobs|"
    # of the head that Snakemake writes where it is not quiet, and of its SLURM plugin
    r"SNAKEMAKE$|=+$|  [A-Z][\w() ]+: |Reason: |Auto-selected |Job \S+ has been submitted|Cleaning up SLURM|    \[|"
    r"localrule \w+:|You are running snakemake in a SLURM job|SLURM run ID|"
    r"At least one job|Removing output|Touching output|Storing output|This was a dry-run|.* training on \d+ "
)
NOTHING = "Nothing to be done"
LAST = 5


@dataclass
class RunLines:
    """Turns lines of Snakemake's into what is shown.

    Attributes:
        done: Steps that are done.
        total: Steps there are; 0 before it is known.
        now: What was started last, or the epoch that ended last.
        failed: Rules whose jobs failed, in their order.
        stopped: Whether somebody stopped the run: its jobs end, which is no failure.
    """

    done: int = 0
    total: int = 0
    now: str = ""
    failed: list[str] = field(default_factory=list)
    stopped: bool = False
    _said: set[str] = field(default_factory=set)
    _inside: list[str] | None = None

    def read(self, line: str) -> Iterator[str]:
        """Take one line, without its end, and yield the lines to be shown for it."""
        if _FENCE.match(line):
            yield from self._fence()
        elif self._inside is not None:
            self._inside.append(line)
        elif steps := _STEPS.match(line):
            self.done, self.total = int(steps[1]), int(steps[2])
        elif job := _JOB.match(line):
            self.now = job[1]
            if job[1].startswith(_STAGE):
                yield from self._once(f"{job[1].removeprefix(_STAGE)}: done")
        elif epoch := _EPOCH.match(line):
            self.now = f"{epoch[1]}, epoch {epoch[2]} of {epoch[3]}"
        elif line.startswith(_STOPPING):
            self.stopped = True
            yield "stopping: the jobs that run are ended; the same command goes on where they were"
        elif self.stopped and (_FAILED.match(line) or _LOG.match(line)):
            pass
        elif failed := _FAILED.match(line):
            self.failed.append(failed[1])
            yield f"failed: {failed[1]}"
        elif log := _LOG.match(line):
            yield f"  its log: {log[1]}"
        elif line.startswith(NOTHING):
            yield "nothing to be done: all of it is there, and made as the study file says"
        elif line.strip() and not _NOISE.match(line) and not _BLOCK.match(line):
            yield from self._once(line)

    def _fence(self) -> Iterator[str]:
        """A log of a failed job begins or ends: its last lines."""
        if self._inside is None:
            self._inside = []
            return
        if not self.stopped:
            for line in [line for line in self._inside if line.strip()][-LAST:]:
                yield f"  | {line}"
        self._inside = None

    def _once(self, line: str) -> Iterator[str]:
        if line not in self._said:
            self._said.add(line)
            yield line

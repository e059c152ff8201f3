"""PBS, Grid Engine and LSF, for Snakemake's plugin `cluster-generic`: `python -m segstudy.running.schedulers …`.

The plugin knows no scheduler: it runs a command that submits a script and prints the job's number, one that prints
`running`, `success` or `failed` of a number, and one that cancels numbers. The profiles name these three.
"""

import argparse
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

RUNNING, SUCCESS, FAILED = "running", "success", "failed"
# What the scheduler has forgotten, or does not tell yet, is waited for so long.
PATIENCE = 300
FORGOTTEN = Path(".snakemake/forgotten_jobs")


@dataclass(frozen=True)
class Request:
    """What a job asks for: threads, MB of memory, minutes, GPUs, and a folder for what the scheduler writes."""

    threads: int
    memory_mb: int
    minutes: int
    gpus: int
    logs: Path


@dataclass(frozen=True)
class Scheduler:
    """The commands of one scheduler.

    Attributes:
        submit: The command that submits, without options of the cluster's own and the script.
        number: Where the job's number stands in what it prints.
        questions: Commands that tell of a job, asked in turn until one knows it.
        state: What their answer says of it; None where it does not say.
        cancel: The command that cancels, before the numbers.
    """

    submit: Callable[[Request], list[str]]
    number: re.Pattern[str]
    questions: tuple[tuple[str, ...], ...]
    state: Callable[[str], str | None]
    cancel: str


def _pbs(job: Request) -> list[str]:
    chunk = f"select=1:ncpus={job.threads}:mem={job.memory_mb}mb" + (f":ngpus={job.gpus}" if job.gpus else "")
    time_limit = f"walltime={job.minutes * 60}"
    return ["qsub", "-N", "segstudy", "-j", "oe", "-o", f"{job.logs}/", "-l", chunk, "-l", time_limit]


def _pbs_state(said: str) -> str | None:
    state, ended = re.search(r"job_state = (\w)", said), re.search(r"(?i)exit_status = (-?\d+)", said)
    if state and state[1] in "FCX":
        return None if ended is None else SUCCESS if ended[1] == "0" else FAILED
    return RUNNING if state else None


def _sge(job: Request) -> list[str]:
    # memory is asked for a slot
    needs = [f"h_vmem={_per_slot(job.memory_mb, job.threads)}M", f"h_rt={job.minutes * 60}"]
    needs += [f"gpu={job.gpus}"] if job.gpus else []
    slots = ["-pe", "smp", str(job.threads)] if job.threads > 1 else []
    command = ["qsub", "-terse", "-N", "segstudy", "-cwd", "-j", "y", "-o", str(job.logs), "-S", "/bin/sh"]
    return [*command, *slots, "-l", ",".join(needs)]


def _sge_state(said: str) -> str | None:
    failed, ended = re.search(r"^failed\s+(\d+)", said, re.MULTILINE), re.search(r"^exit_status\s+(\d+)", said, re.M)
    if failed and ended:
        return SUCCESS if failed[1] == ended[1] == "0" else FAILED
    return RUNNING if re.search(r"^job_number:", said, re.MULTILINE) else None


def _lsf(job: Request) -> list[str]:
    log = f"{job.logs}/%J.log"
    command = ["bsub", "-J", "segstudy", "-o", log, "-n", str(job.threads), "-W", str(job.minutes)]
    command += ["-R", f"span[hosts=1] rusage[mem={job.memory_mb}MB]", "-M", f"{job.memory_mb}MB"]
    return command + (["-gpu", f"num={job.gpus}"] if job.gpus else [])


def _lsf_state(said: str) -> str | None:
    words = said.split()
    state = words[0] if words else ""
    return {"DONE": SUCCESS, "EXIT": FAILED}.get(state, RUNNING if state.isupper() and "not" not in words else None)


def _per_slot(total: int, parts: int) -> int:
    """`total` divided by `parts`, up."""
    return -(-total // max(1, parts))


SCHEDULERS = {
    "pbs": Scheduler(_pbs, re.compile(r"^(\S+)"), (("qstat", "-x", "-f"), ("qstat", "-f")), _pbs_state, "qdel"),
    "sge": Scheduler(_sge, re.compile(r"(\d+)"), (("qstat", "-j"), ("qacct", "-j")), _sge_state, "qdel"),
    "lsf": Scheduler(_lsf, re.compile(r"Job <(\d+)>"), (("bjobs", "-noheader", "-o", "stat"),), _lsf_state, "bkill"),
}


def submit(scheduler: Scheduler, job: Request, options: Sequence[str], script: str) -> str:
    """Submit a script; the job's number.

    Raises:
        SystemExit: It is refused.
    """
    job.logs.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([*scheduler.submit(job), *options, script], capture_output=True, text=True)
    number = scheduler.number.search(done.stdout)
    if done.returncode or number is None:
        raise SystemExit(f"refused: {done.stderr.strip() or done.stdout.strip()}")
    return number[1]


def state_of(scheduler: Scheduler, number: str) -> str:
    """What became of a job; one of which nobody knows is waited for a while, and then it counts as failed."""
    for question in scheduler.questions:
        try:
            done = subprocess.run([*question, number], capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            return RUNNING  # it is down, and will tell
        state = scheduler.state(done.stdout) if done.returncode == 0 else None
        if state:
            return state
    asked = FORGOTTEN / number.replace("/", "_")
    if not asked.exists():
        asked.parent.mkdir(parents=True, exist_ok=True)
        asked.touch()
    return FAILED if time.time() - asked.stat().st_mtime > PATIENCE else RUNNING


def main(words: Sequence[str] | None = None) -> int:
    """Submit, ask, or cancel; Snakemake puts the script, or the numbers, at the end."""
    parser = argparse.ArgumentParser(prog="python -m segstudy.running.schedulers")
    parser.add_argument("action", choices=("submit", "state", "cancel"))
    parser.add_argument("scheduler", choices=SCHEDULERS)
    for name in ("threads", "memory", "minutes", "gpus"):
        parser.add_argument(f"--{name}", type=int, default=0)
    parser.add_argument("--options", default="", help="of the cluster's own, such as '-q long -P lab'")
    parser.add_argument("--logs", type=Path, default=Path(".snakemake/scheduler_logs"))
    parser.add_argument("last", nargs="+")
    asked = parser.parse_args(words)
    scheduler = SCHEDULERS[asked.scheduler]
    if asked.action == "cancel":
        return subprocess.run([scheduler.cancel, *asked.last], check=False).returncode
    if asked.action == "state":
        sys.stdout.write(f"{state_of(scheduler, asked.last[0])}\n")
        return 0
    job = Request(asked.threads, asked.memory, asked.minutes, asked.gpus, asked.logs)
    sys.stdout.write(f"{submit(scheduler, job, shlex.split(asked.options), asked.last[0])}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The run itself as a job of the cluster, where login nodes end what works for long."""

import argparse
import math
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from segstudy.application.cluster.partitions import ask
from segstudy.running.errors import StudyError

# Not that of the jobs it submits, which `make resume` ends.
NAME = "driver_segstudy"
# Below the study's `logs`.
LOG = "driver.log"
MEMORY_MB, CORES = 4000, 2
# Before the hours are over: time to end what it submitted.
SECONDS_BEFORE = 120


def submit_driver(arguments: argparse.Namespace, study: Path, targets: list[str], name: str) -> int:
    """Submit the same command as a job.

    Args:
        arguments: Of the command.
        study: The study's file.
        targets: What is asked for.
        name: The study's.

    Returns:
        The exit status.

    Raises:
        StudyError: The cluster refuses it.
    """
    profile: Path = arguments.slurm
    log = Path("results", name, "logs", LOG)
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "segstudy", "run", str(study), *targets, "--slurm", str(profile)]
    command += ["--all-lines"] if arguments.all_lines else []
    command += ["--", *arguments.more] if arguments.more else []
    said = ask(
        "sbatch",
        "--parsable",
        f"--job-name={NAME}",
        f"--comment=driver of {name}",
        f"--time={math.ceil(arguments.submit * 60)}",
        f"--cpus-per-task={CORES}",
        f"--mem={MEMORY_MB}",
        "--nodes=1",
        # to this command alone, when its time is nearly over; a job that somebody cancels gets another signal
        f"--signal=B:USR1@{SECONDS_BEFORE}",
        "--requeue",
        "--open-mode=append",
        f"--output={log}",
        *_of_profile(profile, arguments.submit * 60),
        # in the place of the shell, so that the signal reaches it
        f"--wrap=exec {shlex.join(command)}",
    )
    number = said.strip().split(";")[0]
    sys.stdout.write(
        f"job {number} runs it: {log}; segstudy status {study} says how far it is; scancel {number} stops it\n"
    )
    return 0


def go_on_later() -> None:
    """In a job whose time is over: let the cluster start it again, from where it was."""
    job = os.environ.get("SLURM_JOB_ID")
    if job and os.environ.get("SLURM_JOB_NAME") == NAME:
        sys.stderr.write("this job's time is nearly over: it asks the cluster for more, and goes on where it was\n")
        sys.stderr.flush()
        subprocess.run(["scontrol", "requeue", job], check=False)


def _of_profile(profile: Path, minutes: float) -> list[str]:
    """The account of a profile, and its partition, without GPUs if it can be, that lets a job work as long."""
    config = _read(profile / "config.yaml")
    account = (config.get("default-resources") or {}).get("slurm_account")
    options = [f"--account={account}"] if account else []
    file = config.get("slurm-partition-config")
    partitions = (_read(profile / str(file)).get("partitions") or {}) if file else {}
    fitting = [name for name, own in partitions.items() if _minutes(own.get("max_runtime")) >= minutes]
    if partitions and not fitting:
        raise StudyError(f"--submit {minutes / 60:g}: no partition of {profile / str(file)} lets a job work as long")
    without = [name for name in fitting if not partitions[name].get("max_gpu")]
    return [*options, f"--partition={(without or fitting)[0]}"] if fitting else options


def _minutes(limit: Any) -> float:
    from snakemake_executor_plugin_slurm.utils import parse_time_to_minutes

    return math.inf if limit is None else float(parse_time_to_minutes(limit))


def _read(path: Path) -> dict[str, Any]:
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise StudyError(f"{path}: cannot be read: {error}") from error
    return read if isinstance(read, dict) else {}

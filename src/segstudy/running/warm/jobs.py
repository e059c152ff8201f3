"""Snakemake's scripts on one machine, or in one group of a cluster's jobs, started without a new interpreter each."""

import os
import subprocess
import sys
from functools import cache
from threading import Lock
from typing import Any

from segstudy.running.private_functions import is_as_tested
from segstudy.running.warm.processes import WarmProcesses

# What the class is marked with whose function is replaced already.
REPLACED = "starts_in_forks"
# With which Snakemake tells libraries how many threads they may use; they read it as they are imported.
THREADS = ("OMP", "GOTO", "OPENBLAS", "MKL", "NUMEXPR")


def start_jobs_warm(workflow: Any) -> None:
    """Let jobs of one thread be forked from a process that has imported what they need: most of a short job.

    Only where this Snakemake runs several jobs: the one job that most jobs of a cluster are, an interpreter more would
    only delay. Longer jobs, those with several threads, start as ever.
    """
    from snakemake.script import PythonScript
    from snakemake_interface_executor_plugins.settings import ExecMode

    if REPLACED in vars(PythonScript) or not WarmProcesses.possible():
        return
    if not is_as_tested(PythonScript, "execute_script"):
        return
    starts_anew = PythonScript.execute_script

    def execute(script: Any, fname: str, edit: bool = False) -> None:
        # of a group, all jobs are named to the Snakemake that runs it on its node
        alone = workflow.exec_mode != ExecMode.DEFAULT and len(workflow.dag_settings.target_jobs or ()) < 2
        if alone or script.threads != 1 or script.container_img or script.conda_env or script.env_modules:
            starts_anew(script, fname, edit)
        else:
            _execute(script, fname)

    PythonScript.execute_script = execute
    setattr(PythonScript, REPLACED, True)


def _execute(script: Any, file: str) -> None:
    environment = {**os.environ, **_ONE_THREAD}
    if script.resources.get("tmpdir"):
        environment |= dict.fromkeys(("TMPDIR", "TMP", "TEMPDIR", "TEMP"), script.resources.tmpdir)
    with _STARTING:  # jobs start in threads
        process = _processes().start([file], environment)
    if script.bench_record is None:
        status = process.wait()
    else:
        from snakemake.benchmark import benchmarked

        with benchmarked(process.pid, script.bench_record):
            status = process.wait()
    if status:
        raise subprocess.CalledProcessError(status, f"{sys.executable} {file}")


_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in THREADS}


_STARTING = Lock()


def _processes() -> WarmProcesses:
    processes = _started()
    # killed, as where memory was short: the jobs to come need not fail for it; or with modules that were edited since
    if not (processes.alive and processes.fresh):
        processes.retire()
        _started.cache_clear()
    return _started()


@cache
def _started() -> WarmProcesses:
    return WarmProcesses(environment={**os.environ, **_ONE_THREAD}, package="segstudy")

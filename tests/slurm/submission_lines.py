"""Print what the SLURM plugin would say to `sbatch` for each kind of job of a study, without a cluster.

Called as `python submission_lines.py <arguments of snakemake>`; the plugin's own functions build the lines.
"""

import os
import sys

import snakemake_executor_plugin_slurm as plugin
from snakemake.cli import main
from snakemake_executor_plugin_slurm.submit_string import get_submit_command
from snakemake_executor_plugin_slurm.utils import set_gres_string


def line(executor, job) -> str:
    """`sbatch`'s arguments for `job`, less those that name the run, its folder and its log."""
    named = {"run_uuid": "-", "slurm_logfile": "-", "comment_str": "-", "workdir": "-"}
    account = f" -A {job.resources.slurm_account}"
    params = {**named, "account": account, "partition": executor.get_partition_arg(job)}
    words = (get_submit_command(job, params, executor.workflow.executor_settings) + set_gres_string(job)).split()
    dropped = {"--job-name", "--output", "--comment", "-D"}
    kept = [word for before, word in zip(["", *words], words, strict=False) if not {before, word} & dropped]
    return " ".join(kept[2:])


def kind(job) -> str:
    """A job's rule, or its group with the number of jobs of each rule in it."""
    if not job.is_group():
        return job.rule.name
    rules = [member.rule.name for member in job.jobs]
    return f"{job.groupid} ({', '.join(f'{rules.count(rule)} {rule}' for rule in sorted(set(rules)))})"


def show(executor, jobs) -> None:
    """In place of submitting `jobs`: print how often each line of the whole study occurs, and end."""
    dag = executor.workflow.dag
    units = {id(unit): unit for unit in (dag._group.get(job, job) for job in dag.needrun_jobs())}
    local = sorted({unit.rule.name for unit in units.values() if unit.is_local})
    lines = [f"{kind(unit)}: {line(executor, unit)}" for unit in units.values() if not unit.is_local]
    for told in sorted(set(lines)):
        sys.__stdout__.write(f"{lines.count(told):4d} x {told}\n")
    sys.__stdout__.write(f"local: {' '.join(local)}\n")
    sys.__stdout__.flush()
    os._exit(0)


plugin.Executor.run_jobs = show
main()

"""A group's jobs on a node of a cluster, run by the Snakemake that the group was given to."""

from typing import Any

from segstudy.running.private_functions import is_as_tested


def run_groups_in_place(workflow: Any) -> None:
    """Let the Snakemake that runs a group on its node run the group's jobs itself.

    By itself it hands each to an executor of the cluster's, which starts a Snakemake more for it (SLURM's with `srun`):
    seconds for jobs of less than one.
    """
    from snakemake.workflow import Workflow
    from snakemake_interface_executor_plugins.settings import ExecMode

    if workflow.exec_mode != ExecMode.REMOTE or not is_as_tested(Workflow, "is_local"):
        return
    own = workflow.is_local

    def is_local(rule: Any) -> bool:
        # of a group, all jobs are named to the Snakemake that runs it
        return len(workflow.dag_settings.target_jobs or ()) > 1 or own(rule)

    workflow.is_local = is_local

"""A plan that can be carried out: all that is checked before Snakemake builds its graph of jobs."""

import os
from collections.abc import Iterable
from typing import Any

from segstudy.config.checks.duplicate_keys import check_doubles
from segstudy.plan.growing import check_growing
from segstudy.plan.handed import handed_over
from segstudy.plan.parts import check_parts
from segstudy.plan.plan import Plan
from segstudy.plan.pseudo_labels import check_taught
from segstudy.plan.smp import check_smp
from segstudy.plan.sources import check_sam2
from segstudy.plan.starts import check_starts


def plan_of_job(config: dict[str, Any], files: Iterable[str | os.PathLike[str]]) -> Plan:
    """The plan of a study of which a job is to be carried out: what its run has checked is not checked again.

    Args:
        config: The study's configuration, as Snakemake read it.
        files: The files it was read from.

    Raises:
        StudyError: As of `checked_plan`, where no run has handed over what it found.
    """
    handed = handed_over(config)
    return Plan(config, handed) if handed else checked_plan(config, files)


def checked_plan(config: dict[str, Any], files: Iterable[str | os.PathLike[str]]) -> Plan:
    """The plan of a study that nothing known now keeps from running.

    Args:
        config: The study's configuration, as Snakemake read it.
        files: The files it was read from.

    Raises:
        StudyError: The configuration is wrong, or a package or file that it needs is not there; one line a problem.
    """
    check_doubles(files)
    plan = Plan(config)
    plan.check_files()
    check_smp((each.model, each.arguments) for each in plan.own_trainings.values())
    check_sam2(plan.sam2_checkpoints)
    check_starts(plan)
    check_parts(plan)
    check_taught(plan)
    check_growing(plan)
    # found now, because they raise
    _ = plan.nnunet_folds, plan.uncertain, plan.made_elsewhere
    return plan

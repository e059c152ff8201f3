"""Whether job groups can run at all, found out in one pass over the jobs.

Snakemake looks for groups that depend on themselves by walking, from every job of every group, through all that
it depends on, twice: quadratic in patients, ten minutes for a thousand. One sort of the graph of groups says the same.
"""

from collections.abc import Hashable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from segstudy.running.private_functions import is_as_tested

# What a class is marked with whose functions are replaced already.
REPLACED = "checks_groups_in_one_pass"


def groups_in_order(dependencies: Mapping[Hashable, Any], group_of: Mapping[Hashable, Any]) -> bool:
    """Whether groups, each taken as one, can run one after the other.

    Args:
        dependencies: For each job, the jobs that it needs.
        group_of: The group of each job that has one.
    """
    graph: dict[Hashable, set[Hashable]] = {}
    for job, needed in dependencies.items():
        unit = group_of.get(job, job)
        graph.setdefault(unit, set()).update(group_of.get(other, other) for other in needed)
    for unit, needed in graph.items():
        needed.discard(unit)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return False
    return True


def check_groups_in_one_pass() -> None:
    """Let Snakemake make its own checks, which word the error, only where the groups cannot run."""
    from snakemake.dag import DAG

    if REPLACED in vars(DAG) or not all(is_as_tested(DAG, name) for name in ("validate_group", "_check_groups")):
        return
    one_group, all_groups = DAG.validate_group, DAG._check_groups

    def check(dag: DAG) -> None:
        # by identity: a group's hash walks over its jobs
        group_of = {job: id(group) for job, group in dag._group.items()}
        if group_of and not groups_in_order(dag._dependencies, group_of):
            all_groups(dag)
            for group in {id(group): group for group in dag._group.values()}.values():
                one_group(dag, group)

    DAG._check_groups = check
    DAG.validate_group = lambda dag, group: None
    setattr(DAG, REPLACED, True)

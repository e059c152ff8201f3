"""Whether job groups can run at all, found out in one pass over the jobs.

Snakemake looks for groups that depend on themselves by walking, from every job of every group, through all that
it depends on, twice: quadratic in patients, ten minutes for a thousand. One sort of the graph of groups says the same.
"""

from collections.abc import Hashable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any


def groups_in_order(dependencies: Mapping[Hashable, Any], group_of: Mapping[Hashable, Any]) -> bool:
    """Whether groups, each taken as one, can run one after the other.

    dependencies: for each job, the jobs that it needs; group_of: the group of each job that has one.
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

    checks = [getattr(DAG, name, None) for name in ("validate_group", "_check_groups")]
    if None in checks or getattr(checks[1], "in_one_pass", False):
        return
    one_group, all_groups = checks

    def check(dag: DAG) -> None:
        # by identity: a group's hash walks over its jobs
        group_of = {job: id(group) for job, group in dag._group.items()}
        if group_of and not groups_in_order(dag._dependencies, group_of):
            all_groups(dag)
            for group in {id(group): group for group in dag._group.values()}.values():
                one_group(dag, group)

    check.in_one_pass = True
    DAG._check_groups = check
    DAG.validate_group = lambda dag, group: None

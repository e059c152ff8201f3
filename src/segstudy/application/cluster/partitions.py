"""`partitions.yaml`: what a job may ask for in each partition; the SLURM plugin's own generator, corrected by `sinfo`.

The generator tells the longest time. It takes the mean of cores over nodes, all GPUs of a partition for those of a
node, and the memory that a job gets by default for the most that it may ask for; it knows no models. What a node has,
`sinfo` tells.
"""

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from segstudy.running.errors import StudyError

NODES = ("sinfo", "--noheader", "--Node", "--format=%R|%a|%m|%c|%G")
# `gpu:h200:4(S:0-1)`, `gpu:2`; shards and MPS are shares of these.
_GPUS = re.compile(r"\bgpu:(?:([^:,()\s]+):)?(\d+)")


@dataclass
class Nodes:
    """The most that any node of a partition has.

    Attributes:
        memory_mb: Memory, in MB.
        cores: Cores.
        gpus: GPUs.
        models: Theirs, the commonest first.
    """

    memory_mb: int = 0
    cores: int = 0
    gpus: int = 0
    models: dict[str, int] = field(default_factory=dict)


def parse_nodes(text: str) -> dict[str, Nodes]:
    """The partitions that are up, in what `sinfo --noheader --Node --format=%R|%a|%m|%c|%G` prints."""
    found: dict[str, Nodes] = defaultdict(Nodes)
    for line in text.splitlines():
        partition, up, memory, cores, gres = line.strip().split("|", 4)
        if up != "up":
            continue
        nodes = found[partition]
        nodes.memory_mb = max(nodes.memory_mb, int(memory.rstrip("+")))
        nodes.cores = max(nodes.cores, int(cores.rstrip("+")))
        own = [(model, int(count)) for model, count in _GPUS.findall(gres)]
        nodes.gpus = max(nodes.gpus, sum(count for _, count in own))
        for model, count in own:
            if model:
                nodes.models[model] = nodes.models.get(model, 0) + count
    for nodes in found.values():
        nodes.models = dict(sorted(nodes.models.items(), key=lambda each: -each[1]))
    return dict(found)


def corrected(generated: Mapping[str, Mapping[str, Any]], nodes: Mapping[str, Nodes]) -> dict[str, dict[str, Any]]:
    """What the plugin's generator wrote, with what nodes have in place of what it cannot know."""
    made = {}
    for name, own in nodes.items():
        limits = {"max_runtime": generated[name]["max_runtime"]} if "max_runtime" in generated.get(name, {}) else {}
        # a job stays on one machine
        limits |= {"max_mem_mb": own.memory_mb, "max_threads": own.cores, "max_nodes": 1}
        if own.gpus:
            limits["max_gpu"] = own.gpus
        if own.models:
            limits["available_gpu_models"] = list(own.models)
        made[name] = limits
    return made


def ask(*command: str) -> str:
    """What a command of SLURM's says.

    Raises:
        StudyError: There is none, or it fails.
    """
    if shutil.which(command[0]) is None:
        raise StudyError(f"there is no `{command[0]}` here: ask on the cluster's login node")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired as error:
        raise StudyError(f"`{command[0]}` gives no answer: is the cluster's controller up?") from error
    if done.returncode:
        raise StudyError(f"`{' '.join(command)}` failed: {done.stderr.strip()}")
    return done.stdout


def partitions() -> tuple[dict[str, dict[str, Any]], dict[str, Nodes]]:
    """What belongs into `partitions.yaml`, and what the nodes of each partition have.

    Raises:
        StudyError: The cluster does not answer, or has no partition that is up.
    """
    from snakemake_executor_plugin_slurm.partitions import generate_partitions_from_slurm_query
    from snakemake_interface_common.exceptions import WorkflowError

    nodes = parse_nodes(ask(*NODES))
    if not nodes:
        raise StudyError("the cluster has no partition that is up")
    try:
        generated = generate_partitions_from_slurm_query(None)["partitions"]
    except WorkflowError as error:
        raise StudyError(f"the cluster does not say what its partitions are: {error}") from error
    return corrected(generated, nodes), nodes


def commonest(nodes: Iterable[Nodes]) -> str | None:
    """The model of which there are most GPUs; None where none has a name."""
    counts: dict[str, int] = {}
    for each in nodes:
        for model, count in each.models.items():
            counts[model] = counts.get(model, 0) + count
    return max(counts, key=lambda model: counts[model], default=None)

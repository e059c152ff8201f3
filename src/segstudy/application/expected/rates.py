"""How fast networks learn: measured by this project on one core, and by earlier runs of studies on this machine."""

import csv
import json
import math
import os
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

import yaml

TABLE = Path(__file__).with_name("rates.csv")
MEASURED = "this project's benchmarks/rates.py, on one core"
MOST_READ = 60
"""Trainings of earlier runs that are read, the newest first."""

_LOG = re.compile(r"training on (\d+) (slices|patches|views)")


@dataclass(frozen=True)
class Rate:
    """What a network's training takes.

    Attributes:
        seconds_per_million: Of a core, or of a GPU, for a million pixels or voxels that it learns from.
        bytes_per_voxel: Memory for each pixel or voxel of a batch; None where an earlier run tells the time alone.
        million_parameters: Weights of the network.
        source: Who measured it.
        gpu: Whether on one.
    """

    seconds_per_million: float
    bytes_per_voxel: float | None
    million_parameters: float
    source: str
    gpu: bool = False


@dataclass(frozen=True)
class Rates:
    """What is known of networks' trainings.

    Attributes:
        results: Where studies leave their results.
        gpu: Whether trainings would have one.
    """

    results: Path
    gpu: bool

    def of(self, model: str, arguments: Mapping[str, Any]) -> Rate | None:
        """The rate of a network built with these arguments; None where nobody measured it on such a device."""
        said = _said(arguments)
        return self._earlier.get((model, said)) or (None if self.gpu else self.measured(model, arguments))

    def measured(self, model: str, arguments: Mapping[str, Any]) -> Rate | None:
        """What the project measured: with these arguments, or else with the network's own defaults."""
        said = _said(arguments)
        return _table().get((model, said)) or _table().get((model, ""))

    @cached_property
    def _earlier(self) -> dict[tuple[str, str], Rate]:
        found = defaultdict(list)
        costs = sorted(self.results.glob("*/trained/*/fold-*/cost.json"), key=lambda path: -path.stat().st_mtime)
        for path in costs[:MOST_READ]:
            told = _told(path.parent)
            if told and told[1].gpu == self.gpu:
                found[told[0]].append(told[1])
        return {key: _middle(rates) for key, rates in found.items()}


def _middle(rates: list[Rate]) -> Rate:
    source = ", ".join(dict.fromkeys(rate.source for rate in rates))
    seconds = median(rate.seconds_per_million for rate in rates)
    return Rate(seconds, None, rates[0].million_parameters, source, rates[0].gpu)


def _told(trained: Path) -> tuple[tuple[str, str], Rate] | None:
    """The rate of one training that is done, by its cost, its network and its log; None where one of them lacks."""
    study = trained.parents[2]
    log = study / "logs/train" / trained.parent.name / f"{trained.name}.log"
    try:
        cost = json.loads((trained / "cost.json").read_text(encoding="utf-8"))
        model = yaml.safe_load((trained / "model.yaml").read_text(encoding="utf-8"))
        counted = _LOG.search(log.read_text(encoding="utf-8", errors="replace"))
        sides = model.get("patch") or [(model.get("representation") or {}).get("size")] * 2
        sides = sides if all(sides) else model["preparation"].get("size") or [256, 256]
        samples = int(counted[1]) if counted else 0
        voxels = cost["epochs"] * samples * math.prod(sides)
        gpu = not str(cost["device"]).startswith("cpu")
        rate = Rate(
            cost["seconds"] * (1 if gpu else model["settings"]["threads"]) / voxels * 1e6,
            None,
            cost["parameters"] / 1e6,
            f"earlier runs in {study}",
            gpu,
        )
        return (str(model["model"]), _said(model["arguments"])), rate
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError, yaml.YAMLError):
        return None  # a damaged file of another study is no reason to say nothing of this one


def _said(arguments: Mapping[str, Any]) -> str:
    return json.dumps(dict(arguments), sort_keys=True) if arguments else ""


def _table() -> dict[tuple[str, str], Rate]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["model"], row["arguments"]): Rate(
            float(row["seconds_per_million"]),
            float(row["bytes_per_voxel"]),
            float(row["million_parameters"]),
            MEASURED,
        )
        for row in rows
    }


def has_gpu() -> bool:
    """Whether a GPU of NVIDIA's is here, without torch, which takes seconds to ask."""
    return os.environ.get("CUDA_VISIBLE_DEVICES") != "" and any(Path("/dev").glob("nvidia[0-9]*"))

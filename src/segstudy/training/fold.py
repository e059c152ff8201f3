"""One training on one fold, from cached slices to files."""

import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segstudy.cache import CachedSlices
from segstudy.channels import Channels
from segstudy.config.training import TrainingSettings
from segstudy.device import choose_device
from segstudy.representations.registry import make_representation
from segstudy.training.history import EpochRecord
from segstudy.training.hysteresis_tuning import with_tuned_high
from segstudy.training.initialization import new_network
from segstudy.training.labelled import LabelledSlices, annotated_mask
from segstudy.training.lock import own_state
from segstudy.training.loop import DivergedError, FitResult, fit
from segstudy.training.state import discard_state, training_stamp
from segstudy.training.write import write_trained

# What of a training is kept in model.yaml, besides what rebuilds the network.
KEPT = ("organs", "preparation", "augmentation", "settings", "seed", "training", "validation", "representation")


@dataclass(frozen=True)
class FittedFold:
    """model: what rebuilds the network. parameters: how many weights it has. representation: as it is to be applied."""

    fitted: FitResult
    model: dict[str, Any]
    parameters: int
    device: str
    representation: dict[str, Any] | None = None


@contextmanager
def fitted_fold(
    told: Mapping[str, Any],
    stems: Sequence[str],
    state: Path,
    code: str,
    is_hopeless: Callable[[Sequence[EpochRecord]], bool] | None = None,
) -> Iterator[FittedFold]:
    """Fit one network, and own its state until the block has written what it is fitted for.

    told: plain values: `model`, `arguments`, `settings`, `seed`, `organs` (label by name), `preparation`,
        `augmentation`, `training` and `validation` (case names), `annotated` (organs by case), and, where slices are
        not shown as they are, `representation`.
    stems: caches of both parts, the last part of each path being its case.
    state: where the training resumes from after a kill; emptied when the block is done, or the loss was no number.
    code: version of what trains. is_hopeless: see segstudy.training.loop.fit.
    """
    settings, organs = TrainingSettings(**told["settings"]), list(told["organs"])
    flat = settings.patches is None  # a patch of a volume has one channel
    channels = Channels.of(settings.channels.model_dump() if flat and settings.channels else None)
    heights = _heights(stems) if channels.depth or channels.neighbors else {}
    cases = [
        LabelledSlices(CachedSlices(stem), annotated_mask(organs, told["annotated"][name]), channels, heights.get(name))
        for stem, name in ((stem, Path(stem).name) for stem in stems)
    ]
    training = [case for case in cases if Path(case.slices.stem).name in told["training"]]
    validation = [case for case in cases if Path(case.slices.stem).name in told["validation"]]
    model = {
        "model": told["model"],
        "in_channels": channels.count,
        "classes": len(organs) + 1,
        "arguments": told["arguments"],
        "patch": list(settings.patches.shape) if settings.patches else None,
    }
    representation = make_representation(told["representation"]) if "representation" in told else None
    device = choose_device()
    with own_state(state):
        network = new_network(**model, initialization=settings.initialization, seed=told["seed"])
        stamp = training_stamp({**told, "code": code}, [case.slices for case in (*training, *validation)])
        try:
            place = (told["seed"], state, stamp, device, is_hopeless, representation)
            fitted = fit(network, training, validation, organs, settings, *place)
        except DivergedError:
            discard_state(state)
            raise
        parameters, shown = sum(weight.numel() for weight in network.parameters()), None
        if representation:
            network.load_state_dict(fitted.weights)
            shown = with_tuned_high(told["representation"], network.eval(), validation, settings.batch, device)
        yield FittedFold(fitted, model, parameters, device.type, shown)
        discard_state(state)


def _heights(stems: Sequence[str]) -> dict[str, int]:
    """How many slices each case's scan has: an augmented cache holds whole copies of the prepared one."""
    heights: dict[str, int] = {}
    for stem in stems:
        name, length = Path(stem).name, len(CachedSlices(stem))
        heights[name] = min(length, heights.get(name, length))
    return heights


def train_fold(
    told: Mapping[str, Any], stems: Sequence[str], state: Path, code: str, folder: str | os.PathLike[str]
) -> dict[str, Any]:
    """Train one network, write it into `folder`, and return what it cost; see `fitted_fold`."""
    started = time.monotonic()
    with fitted_fold(told, stems, state, code) as made:
        fitted = made.fitted
        kept = {key: told[key] for key in KEPT if key in told}
        if made.representation:
            kept["representation"] = made.representation
        write_trained(folder, fitted.weights, {**made.model, **kept}, fitted.history)
    return {
        "seconds": round(time.monotonic() - started, 3),
        "max_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "device": made.device,
        "epochs": len(fitted.history),
        "best_epoch": fitted.best_epoch,
        "parameters": made.parameters,
    }

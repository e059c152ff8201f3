"""One training on one fold, from cached slices to files."""

import hashlib
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from segstudy.config.sections.representations import CropSettings, PolarSettings
from segstudy.config.sections.transforms import AUGMENTER
from segstudy.models.load import ARCHITECTURE
from segstudy.models.start import began_with, begin
from segstudy.representations.build import make_representation
from segstudy.representations.interface import Representation
from segstudy.running.device import choose_device
from segstudy.running.energy import metered
from segstudy.running.errors import DivergedError
from segstudy.running.state_lock import own_state
from segstudy.tables.history import EpochRecord
from segstudy.training.determinism import deterministic_kernels
from segstudy.training.foreground import foreground_scaling
from segstudy.training.hysteresis_tuning import with_tuned_high
from segstudy.training.initialization import new_network
from segstudy.training.labelled import LabelledSlices, annotated_mask
from segstudy.training.loop import FitResult, fit
from segstudy.training.mean_teacher import MeanTeacher
from segstudy.training.spec import TrainingSpec
from segstudy.training.state import discard_state, training_stamp
from segstudy.training.write import write_trained
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.channels import Channels

if TYPE_CHECKING:
    from segstudy.transforms.augment import Augmenter


@dataclass(frozen=True)
class FittedFold:
    """A network that was fitted on a fold.

    Attributes:
        fitted: Its weights and its history.
        model: What rebuilds it, as plain values.
        parameters: How many weights it has.
        device: The kind of device it was fitted on.
        energy: Watt-hours that fitting took, as far as the machine tells.
        representation: How slices are to be shown to it; None as they are.
    """

    fitted: FitResult
    model: dict[str, Any]
    parameters: int
    device: str
    energy: dict[str, float]
    representation: PolarSettings | CropSettings | None = None


@contextmanager
def fitted_fold(
    spec: TrainingSpec,
    stems: Sequence[str],
    state: Path,
    code: str,
    should_prune: Callable[[Sequence[EpochRecord]], bool] | None = None,
    start: str | None = None,
    labels: Mapping[str, str] | None = None,
    sharing: int = 1,
) -> Iterator[FittedFold]:
    """Fit one network, and own its state until the block has written what it is fitted for.

    Args:
        spec: The training.
        stems: Caches of both parts, the last part of each path being its case.
        state: Where the training resumes from after a kill; emptied when the block is done, or the loss was no number.
        code: Version of what trains.
        should_prune: See `segstudy.training.loop.fit`.
        start: The file of weights that the spec takes the first ones from.
        labels: By cache, a label map in the place of its own.
        sharing: Trainings that may share a GPU.
    """
    settings, channels = spec.settings, _channels(spec, CachedSlices(stems[0]).planes)
    cases = _cases(spec, stems, channels, labels or {})
    learned = {*spec.training, *(spec.taught or ())}
    training = [case for case in cases if Path(case.slices.stem).name in learned]
    validation = [case for case in cases if Path(case.slices.stem).name in spec.validation]
    bare = [case for case in cases if Path(case.slices.stem).name in spec.bare]
    scaling = foreground_scaling(training) if spec.normalization == "foreground" else None
    if scaling:
        training, validation, bare = ([case.scaled(scaling) for case in part] for part in (training, validation, bare))
    rebuilt: dict[str, Any] = {
        "in_channels": channels.count,
        "classes": len(spec.organs) + 1,
        "arguments": spec.arguments,
        "patch": list(settings.patches.shape) if settings.patches else None,
    }
    representation = _representation(spec)
    device = choose_device(sharing)
    with own_state(state):
        network = new_network(spec.builder, **rebuilt, initialization=settings.initialization, seed=spec.seed)
        stamped = {**spec.to_plain(), "code": code}
        if spec.start and start:
            begin(network, start, spec.start, channels.count)
            stamped["weights"] = hashlib.sha256(Path(start).read_bytes()).hexdigest()
        stamp = training_stamp(
            stamped, [case.slices for case in (*training, *validation)], [case.slices for case in bare]
        )
        try:
            augmenter = _augmenter(spec, channels, device)
            teacher = None
            if spec.mean_teacher:
                teacher = MeanTeacher(bare, spec.mean_teacher, settings.epochs, settings.batch, spec.seed)
            place = (spec.seed, state, stamp, device, should_prune, representation, augmenter, teacher)
            with metered(device, sharing) as energy, deterministic_kernels(settings.deterministic, device):
                fitted = fit(network, training, validation, list(spec.organs), settings, *place)
        except DivergedError:
            discard_state(state)
            raise
        applied = _applied(spec, network, fitted, validation, device)
        parameters = sum(weight.numel() for weight in network.parameters())
        kept: dict[str, Any] = {"scaling": scaling.to_plain()} if scaling else {}
        if architecture := getattr(network, ARCHITECTURE, None):
            kept[ARCHITECTURE] = architecture
        if spec.start and start:
            kept["start"] = began_with(start, spec.start)
        yield FittedFold(fitted, {"model": spec.model, **rebuilt, **kept}, parameters, device.type, energy, applied)
        discard_state(state)


def _channels(spec: TrainingSpec, planes: int) -> Channels:
    """What the network is shown beside a slice; a patch of a volume has one channel."""
    chosen = spec.settings.channels
    if spec.settings.patches is not None:
        return Channels()
    return Channels(chosen.depth, chosen.neighbors, planes) if chosen else Channels(planes=planes)


def _cases(
    spec: TrainingSpec, stems: Sequence[str], channels: Channels, labels: Mapping[str, str]
) -> list[LabelledSlices]:
    heights = _heights(stems) if channels.depth or channels.neighbors else {}
    cases = []
    for stem in stems:
        name, taught = Path(stem).name, labels.get(stem)
        # of its copies only what people drew is known
        known = (*spec.annotated.get(name, ()), *((spec.taught or {})[name] if taught else ()))
        slices, mask = CachedSlices(stem, labels=taught), annotated_mask(list(spec.organs), known)
        cases.append(LabelledSlices(slices, mask, channels, heights.get(name)))
    return cases


def _heights(stems: Sequence[str]) -> dict[str, int]:
    """How many slices each case's scan has: an augmented cache holds whole copies of the prepared one."""
    heights: dict[str, int] = {}
    for stem in stems:
        name, length = Path(stem).name, len(CachedSlices(stem))
        heights[name] = min(length, heights.get(name, length))
    return heights


def _representation(spec: TrainingSpec) -> Representation[Any] | None:
    if spec.representation is None or spec.representation_builder is None:
        return None
    return make_representation(spec.representation_builder, spec.representation.spec())


def _augmenter(spec: TrainingSpec, channels: Channels, device: torch.device) -> "Augmenter | None":
    """What changes samples anew in every epoch; loaded where there is any, so that others do not depend on it."""
    if spec.online is None or spec.online.transforms is None:
        return None
    # a processor interpolates those alone that a batch shows; a GPU would be waited for to say which
    organs = None if device.type == "cpu" else len(spec.organs)
    augmenter: Augmenter = resolve_name(AUGMENTER)(
        spec.online.transforms, spec.online.mirrored, (spec.seed,), channels.count - channels.depth, organs
    )
    return augmenter


def _applied(
    spec: TrainingSpec,
    network: nn.Module,
    fitted: FitResult,
    validation: Sequence[LabelledSlices],
    device: torch.device,
) -> PolarSettings | CropSettings | None:
    """The representation as the network is to be applied with."""
    if not isinstance(spec.representation, PolarSettings) or spec.representation_builder is None:
        return spec.representation
    network.load_state_dict(fitted.weights)
    batch = spec.settings.batch
    return with_tuned_high(spec.representation_builder, spec.representation, network.eval(), validation, batch, device)


def train_fold(
    spec: TrainingSpec,
    stems: Sequence[str],
    state: Path,
    code: str,
    folder: str | os.PathLike[str],
    start: str | None = None,
    labels: Mapping[str, str] | None = None,
    sharing: int = 1,
) -> dict[str, Any]:
    """Train one network and write it into `folder`; see `fitted_fold`.

    Returns:
        What it cost.
    """
    started = time.monotonic()
    with fitted_fold(spec, stems, state, code, start=start, labels=labels, sharing=sharing) as made:
        fitted = made.fitted
        write_trained(folder, fitted.weights, {**made.model, **_kept(spec, made)}, fitted.history)
    return {
        "seconds": round(time.monotonic() - started, 3),
        "max_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "device": made.device,
        "epochs": len(fitted.history),
        "best_epoch": fitted.best_epoch,
        "parameters": made.parameters,
        **({"energy_wh": made.energy} if made.energy else {}),
    }


def _kept(spec: TrainingSpec, made: FittedFold) -> dict[str, Any]:
    """What model.yaml says of a training, besides what rebuilds the network."""
    kept: dict[str, Any] = {
        "organs": spec.organs,
        "preparation": spec.preparation,
        "augmentation": spec.augmentation,
        "settings": spec.settings.model_dump(mode="json"),
        "seed": spec.seed,
        "training": list(spec.training),
        "validation": list(spec.validation),
    }
    if spec.taught:
        # apart from those that were drawn: a case without a label map may be predicted, for nobody measures it
        kept["pseudo_labels"] = {case: list(organs) for case, organs in spec.taught.items()}
    if spec.mean_teacher:
        kept["mean_teacher"] = list(spec.bare)
    if made.representation:
        kept["representation"] = made.representation.model_dump(mode="json")
    return kept

"""Fitting a network: epochs, the rate, early stopping, the best checkpoint, and resuming."""

import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import Adam, AdamW

from segstudy.config.training import TrainingSettings
from segstudy.errors import StudyError
from segstudy.freed_memory import keep_freed_memory
from segstudy.representations.interface import Representation
from segstudy.training.class_weights import class_frequencies
from segstudy.training.feed import make_feed
from segstudy.training.history import EpochRecord
from segstudy.training.labelled import LabelledSlices
from segstudy.training.losses import Loss
from segstudy.training.memory import memory_named
from segstudy.training.precision import Precision, memory_layout
from segstudy.training.progress import Progress
from segstudy.training.schedule import advance, make_schedule
from segstudy.training.segmentation_loss import segmentation_loss
from segstudy.training.state import load_state, save_state

log = logging.getLogger(__name__)


class DivergedError(StudyError):
    """The loss is no number any more."""


@dataclass(frozen=True)
class FitResult:
    """weights: of the epoch with the highest validation Dice (the earliest of equals), on the processor."""

    weights: dict[str, Tensor]
    history: list[EpochRecord]
    best_epoch: int
    stopped_early: bool


def _start(network: nn.Module, settings: TrainingSettings, device: torch.device) -> Progress:
    network.to(device, memory_format=memory_layout(3 if settings.patches else 2))
    optimizer = {"adam": Adam, "adamw": AdamW}[settings.optimizer](
        network.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True
    )
    return Progress(network, optimizer, make_schedule(optimizer, settings), Precision(device))


def _epoch(progress: Progress, batches, loss: Loss) -> float:
    """Train on all `batches`; the mean loss over slices or patches."""
    progress.network.train()
    precision = progress.precision
    total = torch.zeros((), dtype=torch.float64, device=precision.device)
    slices = 0
    for batch in batches:
        batch = batch.to(precision.device)
        with precision.autocast():
            logits = progress.network(batch.image)
        value = loss(logits, batch.label, batch.annotated)
        precision.step(value, progress.optimizer)
        # summed where it is, because reading it would wait for the GPU
        total += value.detach() * len(batch.image)
        slices += len(batch.image)
    mean = float(total) / slices
    if not math.isfinite(mean):
        raise DivergedError(
            f"training: the loss of epoch {progress.epoch + 1} is {mean}: set a lower `learning_rate` under `training`"
        )
    return mean


def _has_stopped(progress: Progress, settings: TrainingSettings) -> bool:
    patience = settings.early_stopping
    return patience is not None and progress.epoch - progress.best_epoch >= patience


def _log_line(record: EpochRecord, epochs: int, seconds: float, left: float) -> None:
    log.info(
        "epoch %d/%d  loss %.3f  validation loss %.3f  dice %.3f  rate %.2g  %.1f s, %s left",
        *(record.epoch, epochs, record.loss, record.validation_loss, record.validation_dice, record.learning_rate),
        *(seconds, timedelta(seconds=round(left))),
    )


def fit(
    network: nn.Module,
    training: Sequence[LabelledSlices],
    validation: Sequence[LabelledSlices],
    organs: Sequence[str],
    settings: TrainingSettings,
    seed: int,
    state_folder: Path,
    stamp: str,
    device: torch.device,
    is_hopeless: Callable[[Sequence[EpochRecord]], bool] | None = None,
    representation: Representation | None = None,
) -> FitResult:
    """Fit `network` to the training cases, resuming where a run with the same stamp was interrupted.

    organs: names of classes 1 and up. state_folder: after every epoch, holds all that is needed to resume.
    stamp: see segstudy.training.state.training_stamp. On the processor, the same seed and number of threads
    give the same bytes, interrupted or not. Sets PyTorch's number of threads and its random state, and lets
    the process keep freed memory.
    is_hopeless: asked between epochs, with all that are done; training ends where it says so.
    representation: how slices are shown; as they are by default.
    Raises StudyError where there is nothing to learn or to validate on, or memory runs out; DivergedError where the
    loss is not finite.
    """
    torch.set_num_threads(settings.threads)
    keep_freed_memory()
    torch.manual_seed(seed)
    feed = make_feed(training, validation, settings, seed, device, representation)
    if not class_frequencies(validation)[1:].any():
        raise StudyError("training: no validation case shows an organ that was drawn: the best epoch cannot be chosen")
    # a network that does not say which pixel is which organ brings a loss of its own
    loss = getattr(network, "loss", None) or segmentation_loss(settings, training, organs, device)
    progress = _start(network, settings, device)
    if stored := load_state(state_folder, stamp):
        progress.unpack(*stored)
        log.info("resuming after epoch %d/%d", progress.epoch, settings.epochs)
    else:
        log.info("%s, on %s", feed.told, device)
    times = []
    while progress.epoch < settings.epochs and not _has_stopped(progress, settings):
        if is_hopeless and progress.history and is_hopeless(progress.history):
            break
        began = time.monotonic()
        feed.order.epoch = progress.epoch + 1
        rate = progress.optimizer.param_groups[0]["lr"]
        with memory_named(settings.batch, "patches" if settings.patches else "slices"):
            mean = _epoch(progress, feed.batches, loss)
            reached = feed.validate(progress.network, loss, progress.precision)
        advance(progress.scheduler, reached.loss)
        record = EpochRecord(feed.order.epoch, mean, reached.loss, reached.dice, rate)
        progress.add(record)
        save_state(state_folder, stamp, *progress.pack())
        times.append(time.monotonic() - began)
        left = sum(times) / len(times) * (settings.epochs - progress.epoch)
        _log_line(record, settings.epochs, times[-1], left)
    stopped = progress.epoch < settings.epochs
    if _has_stopped(progress, settings) and stopped:
        log.info("no better dice since epoch %d: stopping early", progress.best_epoch)
    return FitResult(progress.best_weights, progress.history, progress.best_epoch, stopped)

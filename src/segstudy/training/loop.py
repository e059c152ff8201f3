"""Fitting a network: epochs, the rate, early stopping, the best checkpoint, and resuming."""

import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from segstudy.config.sections.training import TrainingSettings
from segstudy.representations.interface import Representation
from segstudy.running.errors import DivergedError, NoMemoryError, StudyError
from segstudy.running.freed_memory import keep_freed_memory
from segstudy.tables.history import EpochRecord
from segstudy.training.batch import Batch
from segstudy.training.beside import Beside, Trained, hangs_on_validation
from segstudy.training.class_weights import class_frequencies
from segstudy.training.feed import Feed, make_feed
from segstudy.training.labelled import LabelledSlices
from segstudy.training.mean_teacher import MeanTeacher
from segstudy.training.memory import free_memory_of, largest_that_fits, memory_named
from segstudy.training.optimizer import make_optimizer
from segstudy.training.parts import is_divisible
from segstudy.training.precision import Precision, memory_layout
from segstudy.training.progress import Progress
from segstudy.training.schedule import make_schedule
from segstudy.training.segmentation_loss import SegmentationLoss, segmentation_loss
from segstudy.training.state import load_state
from segstudy.training.state_writer import StateWriter
from segstudy.training.steps import Steps
from segstudy.training.validation import Validation

if TYPE_CHECKING:
    from segstudy.transforms.augment import Augmenter

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FitResult:
    """A fitted network.

    Attributes:
        weights: Of the epoch with the highest validation Dice, or, where the settings say so, the lowest loss (the
            earliest of equals), on the processor.
        history: All epochs.
        best_epoch: That epoch, counted from 1.
        stopped_early: Whether fitting ended before the last epoch.
    """

    weights: dict[str, Tensor]
    history: list[EpochRecord]
    best_epoch: int
    stopped_early: bool


def _start(network: nn.Module, settings: TrainingSettings, device: torch.device, rising: bool = False) -> Progress:
    layout = memory_layout(3 if settings.patches else 2)
    network.to(device, memory_format=layout)  # type: ignore[call-overload] # PyTorch's types leave the layout out
    optimizer = make_optimizer(network, settings)
    schedule = make_schedule(optimizer, settings)
    progress = Progress(
        network, optimizer, schedule, Precision(device), by=getattr(network, "chosen_by", settings.checkpoint)
    )
    if settings.ema is not None:
        progress.keep_average(settings.ema, rising)
    return progress


def _epoch(
    progress: Progress,
    feed: Feed,
    steps: Steps,
    settings: TrainingSettings,
    augmenter: "Augmenter | None",
    teacher: MeanTeacher | None,
    beside: Beside | None,
) -> Tensor:
    """Train on all batches of an epoch; the mean loss over slices or patches, not yet waited for."""
    count = len(feed.order)
    progress.network.train()
    precision, together = progress.precision, settings.accumulate
    total = torch.zeros((), dtype=precision.sums, device=precision.device)
    slices = 0
    for number, batch in enumerate(feed.batches):
        batch, share = _augmented(batch.to(precision.device), augmenter, feed.order.epoch)
        # the last step of an epoch may have fewer batches
        averaged = min(together, count - number // together * together)
        value = steps(batch, share, averaged)
        if teacher:
            teacher(progress, feed.order.epoch, number, averaged)
        if (number + 1) % together == 0 or number + 1 == count:
            precision.step(progress.optimizer, settings.clip_norm)
            if progress.average:
                progress.average.update_parameters(progress.network)
        # summed where it is, because reading it would wait for the GPU
        total += value * len(batch.image)
        slices += len(batch.image)
        if beside:
            beside.go_on()
    return total / slices


def _make_room(progress: Progress, feed: Feed, steps: Steps, settings: TrainingSettings, error: NoMemoryError) -> None:
    """After memory ran out: let batches go through the network in smaller parts.

    Raises:
        NoMemoryError: Batch normalization needs them whole, and so the largest that fits is named; or they went through
            sample by sample already.
    """
    steps.release()
    free_memory_of(error)
    before, network = progress.at_once or settings.batch, progress.network
    if before > 1 and is_divisible(network):
        progress.at_once = -(-before // 2)
        return
    progress.optimizer.zero_grad(set_to_none=True)
    batch = next(iter(feed.batches)).to(progress.precision.device)

    def attempt(samples: int) -> None:
        network.train()
        steps(Batch(*(part[:samples] for part in batch)))
        progress.precision.step(progress.optimizer)

    fitting = largest_that_fits(attempt, min(before, len(batch.image)))
    raise NoMemoryError(f"{error}; {f'batches of {fitting} fit' if fitting else 'not even one at a time fits'}")


def _check_finite(loss: float, what: str) -> None:
    if not math.isfinite(loss):
        raise DivergedError(f"training: {what} is {loss}: set a lower `learning_rate` under `training`")


def _augmented(batch: Batch, augmenter: "Augmenter | None", epoch: int) -> tuple[Batch, float]:
    """A batch as it is shown, and what of each image is its own; the rest is of the one before it."""
    if augmenter is None:
        return batch, 1.0
    image, label, share = augmenter(batch.image, batch.label, epoch, batch.sample.tolist())
    image = image.contiguous(memory_format=memory_layout(image.ndim - 2))
    return batch._replace(image=image, label=label), share


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
    should_prune: Callable[[Sequence[EpochRecord]], bool] | None = None,
    representation: Representation[Any] | None = None,
    augmenter: "Augmenter | None" = None,
    teacher: MeanTeacher | None = None,
    validate_beside: bool | None = None,
) -> FitResult:
    """Fit `network` to the training cases, resuming where a run with the same stamp was interrupted.

    On the processor, the same seed and number of threads give the same bytes, interrupted or not. Sets PyTorch's
    number of threads and its random state, and lets the process keep freed memory.

    Args:
        network: With random weights, or those it begins with.
        training: The cases to learn from.
        validation: The cases that choose the epoch.
        organs: Names of classes 1 and up.
        settings: Hyper-parameters.
        seed: From which all that is drawn follows.
        state_folder: After every epoch, holds all that is needed to resume.
        stamp: See `segstudy.training.state.training_stamp`.
        device: Where to train.
        should_prune: Asked between epochs, with all that are done; training ends where it says so.
        representation: How slices are shown; None as they are.
        augmenter: What changes samples anew in every epoch; None leaves them.
        teacher: What is learned from scans alone besides; None learns nothing from any.
        validate_beside: Whether an epoch is validated while the next trains, which changes nothing; None: on CUDA.

    Raises:
        StudyError: There is nothing to learn or to validate on, or memory runs out, with batch normalization for a
            batch, else for a single sample.
        DivergedError: The loss is not finite, also at a tenth of the rate from the epoch before; in a search's trial,
            at once.
    """
    torch.set_num_threads(settings.threads)
    keep_freed_memory()
    torch.manual_seed(seed)
    feed = make_feed(training, validation, settings, seed, device, representation)
    if not class_frequencies(validation)[1:].any():
        raise StudyError("training: no validation case shows an organ that was drawn: the best epoch cannot be chosen")
    # a network that does not say which pixel is which organ brings a loss of its own
    loss = getattr(network, "loss", None) or segmentation_loss(settings, training, organs, device)
    progress = _start(network, settings, device, rising=teacher is not None)
    steps, states = Steps(progress, loss), StateWriter(state_folder, stamp, device)
    if stored := load_state(state_folder, stamp):
        progress.unpack(*stored)
        log.info("resuming after epoch %d/%d", progress.epoch, settings.epochs)
    else:
        states.save(*progress.pack())
        log.info("%s, on %s", feed.description, device)
    times: list[float] = []

    def settle(trained: Trained, reached: Validation, judged: nn.Module | None = None) -> None:
        """Remember an epoch that was trained and judged."""
        _check_finite(reached.loss, f"the validation loss of epoch {trained.epoch}")
        if trained.state is None:
            progress.schedule.advance(reached.loss)
        record = EpochRecord(trained.epoch, trained.loss, reached.loss, reached.dice, trained.rate)
        progress.add(record, judged)
        states.save(*progress.with_judged(*(trained.state or progress.trained())))
        times.append(trained.seconds)
        left = sum(times) / len(times) * (settings.epochs - progress.epoch)
        _log_line(record, settings.epochs, times[-1], left)

    wanted = device.type == "cuda" if validate_beside is None else validate_beside
    beside = None
    if wanted and feed.validating and not should_prune and not hangs_on_validation(settings, loss):
        try:
            beside = Beside(progress, feed, loss, settle)
        except torch.OutOfMemoryError as error:
            free_memory_of(error)
            log.info("each epoch is validated before the next: memory holds no copy of the network")
    while progress.epoch < settings.epochs and not _has_stopped(progress, settings):
        if should_prune and progress.history and should_prune(progress.history):
            break
        began = time.monotonic()
        feed.order.epoch = progress.epoch + 1 + bool(beside and beside.pending)
        if isinstance(loss, SegmentationLoss):
            loss.epoch = feed.order.epoch
        rate = progress.optimizer.param_groups[0]["lr"]
        try:
            with memory_named(settings.batch, "patches" if settings.patches else "slices"):
                mean_loss = _epoch(progress, feed, steps, settings, augmenter, teacher, beside)
                if beside:
                    beside.finish()
                mean = float(mean_loss)
                _check_finite(mean, f"the loss of epoch {feed.order.epoch}")
                trained = Trained(feed.order.epoch, mean, rate, time.monotonic() - began)
                if beside:
                    progress.schedule.advance()
                    beside.begin(trained)
                    if trained.epoch == settings.epochs:
                        beside.finish()
                else:
                    settle(trained, feed.validate(progress.validated, loss, progress.precision))
        except NoMemoryError as error:
            states.wait()
            if beside:
                beside.release()
                beside = None
                free_memory_of(error)
                told = "not enough memory to validate an epoch while the next trains: one after the other from here on"
            else:
                _make_room(progress, feed, steps, settings, error)
                told = (
                    f"not enough memory: batches of {settings.batch} go through the network {progress.at_once} at a "
                    "time from here on, which takes a third longer and gives the same but for rounding and dropout's "
                    "draws"
                )
            if not (stored := load_state(state_folder, stamp)):
                raise
            progress.unpack(*stored)
            log.warning("%s; once more from the epoch before", told)
        except DivergedError as error:
            states.wait()
            # a trial of a search is judged at its own rate
            if should_prune or progress.lowered or not (stored := load_state(state_folder, stamp)):
                raise
            progress.unpack(*stored)
            progress.lower()
            states.save(*progress.pack())
            log.warning("%s; once more from the epoch before, at a tenth of the rate", error)
    states.wait()
    stopped = progress.epoch < settings.epochs
    if _has_stopped(progress, settings) and stopped:
        log.info("no better %s since epoch %d: stopping early", progress.by, progress.best_epoch)
    return FitResult(progress.best_weights, progress.history, progress.best_epoch, stopped)

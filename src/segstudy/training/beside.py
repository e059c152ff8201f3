"""An epoch's network validated while the next epoch trains, where nothing of that hangs on the answer.

A small network leaves most of a GPU idle. So a copy of it is judged, a batch or two after each step of the next epoch,
on a stream of its own; by the same thread, so that the two never wait for Python's lock, nor draw from each other's
random numbers. Everything is as if one had come after the other.
"""

import copy
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from segstudy.config.sections.training import TrainingSettings
from segstudy.training.feed import Feed
from segstudy.training.progress import Progress
from segstudy.training.segmentation_loss import Loss, SegmentationLoss
from segstudy.training.state_writer import copied
from segstudy.training.validation import Judge, Validating, Validation


@dataclass(frozen=True)
class Trained:
    """An epoch that was trained and is not judged yet.

    Attributes:
        epoch: Counted from 1.
        loss: Mean over what it showed.
        rate: Its learning rate.
        seconds: It took.
        state: What `Progress.trained` gave at its end, copied; None where nothing has gone on since.
    """

    epoch: int
    loss: float
    rate: float
    seconds: float
    state: tuple[dict[str, Tensor], dict[str, Any]] | None = None


# Of an epoch, how it was judged, and the network that was; None is the one that trains.
Settle = Callable[[Trained, Validation, nn.Module | None], None]


def hangs_on_validation(settings: TrainingSettings, loss: Loss) -> bool:
    """Whether an epoch's rate or its beginning hangs on how the one before was judged, or the loss on the epoch."""
    steady = isinstance(loss, SegmentationLoss) and loss.is_steady
    return settings.schedule == "plateau" or settings.early_stopping is not None or not steady


class Beside:
    """The epoch before, and how far its validation is.

    Attributes:
        pending: That epoch; None where all are judged.
    """

    def __init__(self, progress: Progress, feed: Feed, loss: Loss, settle: Settle):
        """Judge nothing yet; `settle`: told of each epoch, once, while the next one trains."""
        assert feed.validating is not None
        self.progress, self.loss, self.settle = progress, loss, settle
        # judged at once: what the loss then keeps on the device for all that follow is there before two streams use it
        self.is_first = True
        self.network = copy.deepcopy(progress.judged)
        self.validating, self.feed = feed.validating, feed
        self.left: Validating | None = None
        self.pending: Trained | None = None
        self.judge: Judge | None = None
        device = progress.precision.device
        self.stream = torch.cuda.Stream(device) if device.type == "cuda" else None
        # done by the middle of an epoch, so that its state is on disk soon
        self.at_a_time = -(-2 * feed.steps_to_validate // len(feed.order))

    def begin(self, trained: Trained) -> None:
        """Take a copy of the network, and of all that a state needs."""
        tensors, facts = self.progress.trained()
        self.pending = Trained(
            trained.epoch, trained.loss, trained.rate, trained.seconds, (copied(tensors), copy.deepcopy(facts))
        )
        self.network.load_state_dict(self.progress.judged.state_dict())
        if self.stream:
            self.stream.wait_stream(torch.cuda.current_stream(self.stream.device))
        with self._aside():
            self.left = self.validating(self.network, self.loss, self.progress.precision)
        self.judge = self.left.judge
        if self.is_first:
            self.is_first = False
            self.finish()

    def go_on(self) -> None:
        """After a step of the next epoch: judge a few batches more."""
        if self.left:
            with self._aside():
                more = self.left.go_on(self.at_a_time)
            if not more:
                self.finish()

    def finish(self) -> None:
        """Judge what is left of the epoch before, if anything is, and tell of it."""
        if not self.left or not self.pending:
            return
        with self._aside():
            reached = self.left.result()
        trained = self.pending
        self.drop()
        self.settle(trained, reached, self.network)

    def drop(self) -> None:
        """Forget the epoch before."""
        self.left = self.pending = None

    def release(self) -> None:
        """Give back what is kept for replaying, too: from here on, nothing is validated so."""
        self.drop()
        if self.judge:
            self.judge.graphed = None

    def _aside(self) -> AbstractContextManager[Any]:
        return torch.cuda.stream(self.stream) if self.stream else nullcontext()

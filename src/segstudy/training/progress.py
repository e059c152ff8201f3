"""A training in progress: everything that changes from epoch to epoch."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from segstudy.running.random_state import draw_from, random_states
from segstudy.tables.history import EpochRecord
from segstudy.training.parts import InParts
from segstudy.training.precision import Precision
from segstudy.training.schedule import Schedule

# What the rate is multiplied by where a loss was no number.
LOWERED = 0.1


@dataclass
class Progress:
    """Network, optimizer, rate, what was best, and the random state that dropout draws from.

    Attributes:
        network: What learns.
        optimizer: Of its weights.
        schedule: Of the rate.
        precision: In which it computes.
        average: The exponential moving average of its weights, where one is kept.
        by: What the best epoch has most of: `dice`, or least of: `loss`.
        history: All epochs.
        best_epoch: Counted from 1.
        best_value: Its validation Dice, or minus its loss.
        best_weights: On the processor.
        lowered: Whether a loss was no number once, and the rate was lowered.
        at_once: Samples that go through the network at a time, where memory does not hold a batch; None is all.
        in_parts: What is validated then.
    """

    network: nn.Module
    optimizer: Optimizer
    schedule: Schedule
    precision: Precision
    average: AveragedModel | None = None
    by: Literal["dice", "loss"] = "dice"
    history: list[EpochRecord] = field(default_factory=list)
    best_epoch: int = 0
    best_value: float = -math.inf
    best_weights: dict[str, Tensor] = field(default_factory=dict)
    lowered: bool = False
    at_once: int | None = None
    in_parts: InParts | None = None

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return len(self.history)

    @property
    def judged(self) -> nn.Module:
        """The network that is validated and kept: the average, where there is one."""
        return self.average.module if self.average else self.network

    @property
    def validated(self) -> nn.Module:
        """The same, given as few samples at a time as memory asks for."""
        if self.at_once is None or hasattr(self.judged, "judged"):
            return self.judged
        if self.in_parts is None or self.in_parts.at_once != self.at_once:
            self.in_parts = InParts(self.judged, self.at_once)
        return self.in_parts

    def add(self, record: EpochRecord, network: nn.Module | None = None) -> None:
        """Remember an epoch, and the network where it is better than any before.

        Args:
            record: Of the epoch.
            network: As it was at its end; None is as it is now.
        """
        self.history.append(record)
        value = record.validation_dice if self.by == "dice" else -record.validation_loss
        if value > self.best_value:
            self.best_epoch, self.best_value = record.epoch, value
            self.best_weights = {
                name: tensor.cpu().clone() for name, tensor in (network or self.judged).state_dict().items()
            }

    def lower(self) -> None:
        """Go on at a lower rate."""
        self.lowered = True
        for group in self.optimizer.param_groups:
            group["lr"] *= LOWERED

    def pack(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """All of it as named tensors, and facts that JSON can hold."""
        return self.with_judged(*self.trained())

    def with_judged(
        self, tensors: dict[str, Tensor], facts: dict[str, Any]
    ) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """What `trained` gave, then or now, with what validation has found so far: all that `unpack` needs."""
        tensors = {**tensors, **{f"best.{name}": tensor for name, tensor in self.best_weights.items()}}
        return tensors, {
            "history": [asdict(record) for record in self.history],
            "best_epoch": self.best_epoch,
            "best_value": self.best_value if self.best_epoch else None,
            **facts,
        }

    def trained(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Its part that training changes, and validation does not."""
        tensors = {f"network.{name}": tensor for name, tensor in self.network.state_dict().items()}
        if self.average:
            tensors |= {f"average.{name}": tensor for name, tensor in self.average.state_dict().items()}
        optimizer = self.optimizer.state_dict()
        for index, values in optimizer["state"].items():
            tensors |= {f"optimizer.{index}.{name}": value for name, value in values.items()}
        tensors |= {f"random.{kind}": state for kind, state in random_states(self.precision.device).items()}
        return tensors, {
            "lowered": self.lowered,
            "groups": optimizer["param_groups"],
            "schedule": self.schedule.state(),
            "scaler": self.precision.scaler.state_dict(),
        }

    def unpack(self, tensors: dict[str, Tensor], facts: dict[str, Any]) -> None:
        """Continue from what `pack` gave."""
        self.network.load_state_dict(_under("network.", tensors))
        if self.average:
            self.average.load_state_dict(_under("average.", tensors))
        self.best_weights = _under("best.", tensors)
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in _under("optimizer.", tensors).items():
            index, _, key = name.partition(".")
            state.setdefault(int(index), {})[key] = value
        self.optimizer.load_state_dict({"state": state, "param_groups": facts["groups"]})
        self._lay_out_moments()
        self.optimizer.zero_grad(set_to_none=True)
        self.schedule.load(facts["schedule"])
        self.precision.scaler.load_state_dict(facts["scaler"])
        self.history = [EpochRecord(**record) for record in facts["history"]]
        self.best_epoch, self.lowered = facts["best_epoch"], facts["lowered"]
        self.best_value = facts["best_value"] if self.best_epoch else -math.inf
        draw_from(_under("random.", tensors), self.precision.device)

    def keep_average(self, decay: float, rising: bool = False) -> None:
        """Begin the average, with the weights as they are.

        Args:
            decay: Of the average, a step.
            rising: Whether it is the mean of all steps for as long as there are too few for the decay to forget the
                first weights (Tarvainen and Valpola 2017).
        """
        averaging = rising_average(decay) if rising else get_ema_multi_avg_fn(decay)
        self.average = AveragedModel(self.network, multi_avg_fn=averaging, use_buffers=True)

    def _lay_out_moments(self) -> None:
        """Give the optimizer's moments the weights' memory layout: the fused step walks them side by side."""
        for weight, values in self.optimizer.state.items():
            for name, value in values.items():
                if value.shape == weight.shape:
                    values[name] = torch.empty_like(weight).copy_(value)


def rising_average(decay: float) -> Callable[[Any, Any, Any], None]:
    """An update of an average whose decay rises to `decay` as steps are taken: 1/2, 2/3, 3/4 and so on."""

    def update(averages: Any, weights: Any, count: Any) -> None:
        steps = float(count)
        get_ema_multi_avg_fn(min(decay, steps / (steps + 1)))(averages, weights, count)

    return update


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}

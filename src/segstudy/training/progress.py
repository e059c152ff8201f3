"""A training in progress: everything that changes from epoch to epoch."""

from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from segstudy.training.history import EpochRecord
from segstudy.training.precision import Precision


@dataclass
class Progress:
    """Network, optimizer, rate, what was best, and the random state that dropout draws from."""

    network: nn.Module
    optimizer: Optimizer
    scheduler: LRScheduler | None
    precision: Precision
    history: list[EpochRecord] = field(default_factory=list)
    best_epoch: int = 0
    best_dice: float = -1.0
    best_weights: dict[str, Tensor] = field(default_factory=dict)

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return len(self.history)

    def add(self, record: EpochRecord) -> None:
        """Remember an epoch, and the network where it is better than any before."""
        self.history.append(record)
        if record.validation_dice > self.best_dice:
            self.best_epoch, self.best_dice = record.epoch, record.validation_dice
            self.best_weights = {name: tensor.cpu().clone() for name, tensor in self.network.state_dict().items()}

    def pack(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """All of it as named tensors, and facts that JSON can hold."""
        tensors = {f"network.{name}": tensor for name, tensor in self.network.state_dict().items()}
        tensors |= {f"best.{name}": tensor for name, tensor in self.best_weights.items()}
        optimizer = self.optimizer.state_dict()
        for index, values in optimizer["state"].items():
            tensors |= {f"optimizer.{index}.{name}": value for name, value in values.items()}
        tensors["random.cpu"] = torch.get_rng_state()
        if self.precision.device.type == "cuda":
            tensors["random.cuda"] = torch.cuda.get_rng_state(self.precision.device)
        return tensors, {
            "history": [asdict(record) for record in self.history],
            "best_epoch": self.best_epoch,
            "best_dice": self.best_dice,
            "groups": optimizer["param_groups"],
            "scheduler": self.scheduler.state_dict() if self.scheduler else None,
            "scaler": self.precision.scaler.state_dict(),
        }

    def unpack(self, tensors: dict[str, Tensor], facts: dict[str, Any]) -> None:
        """Continue from what `pack` gave."""
        self.network.load_state_dict(_under("network.", tensors))
        self.best_weights = _under("best.", tensors)
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in _under("optimizer.", tensors).items():
            index, _, key = name.partition(".")
            state.setdefault(int(index), {})[key] = value
        self.optimizer.load_state_dict({"state": state, "param_groups": facts["groups"]})
        self._lay_out_moments()
        if self.scheduler:
            self.scheduler.load_state_dict(facts["scheduler"])
        self.precision.scaler.load_state_dict(facts["scaler"])
        self.history = [EpochRecord(**record) for record in facts["history"]]
        self.best_epoch, self.best_dice = facts["best_epoch"], facts["best_dice"]
        torch.set_rng_state(tensors["random.cpu"])
        if self.precision.device.type == "cuda" and "random.cuda" in tensors:
            torch.cuda.set_rng_state(tensors["random.cuda"], self.precision.device)

    def _lay_out_moments(self) -> None:
        """Give the optimizer's moments the weights' memory layout: the fused step walks them side by side."""
        for weight, values in self.optimizer.state.items():
            for name, value in values.items():
                if value.shape == weight.shape:
                    values[name] = torch.empty_like(weight).copy_(value)


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}

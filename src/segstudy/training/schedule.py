"""How the learning rate changes from epoch to epoch.

Each schedule takes the rate as it is and multiplies it, so that a rate that was lowered stays lowered.
"""

from dataclasses import dataclass
from typing import Any

from torch.optim import Optimizer
from torch.optim.lr_scheduler import (
    CosineAnnealingLR,
    LinearLR,
    LRScheduler,
    PolynomialLR,
    ReduceLROnPlateau,
    StepLR,
)

from segstudy.config.sections.training import TrainingSettings

# nnU-Net's decay (Isensee et al. 2021, Nature Methods): (1 - epoch / epochs) to this power.
POWER = 0.9


@dataclass(frozen=True)
class Schedule:
    """What multiplies the rate after each epoch.

    Attributes:
        parts: The schedule that the settings name, and the warm-up; each may be missing.
    """

    parts: tuple[LRScheduler, ...]

    def advance(self, validation_loss: float | None = None) -> None:
        """Go on to the next epoch's rate; `validation_loss`: which `plateau` alone looks at."""
        for part in self.parts:
            if isinstance(part, ReduceLROnPlateau):
                assert validation_loss is not None
                part.step(validation_loss)
            else:
                part.step()

    def state(self) -> list[dict[str, Any]]:
        """What `load` continues from: plain values."""
        return [part.state_dict() for part in self.parts]

    def load(self, state: list[dict[str, Any]]) -> None:
        """Continue from what `state` gave."""
        for part, values in zip(self.parts, state, strict=True):
            part.load_state_dict(values)


def make_schedule(optimizer: Optimizer, settings: TrainingSettings) -> Schedule:
    """The schedule that `settings` name, with its warm-up: epochs at 1/(n + 1), 2/(n + 1) … of its rate."""
    parts: list[LRScheduler] = []
    if settings.schedule == "plateau":
        parts.append(ReduceLROnPlateau(optimizer, "min", settings.plateau.factor, settings.plateau.patience))
    elif settings.schedule == "poly":
        parts.append(PolynomialLR(optimizer, settings.epochs, POWER))
    elif settings.schedule == "cosine":
        parts.append(CosineAnnealingLR(optimizer, settings.epochs))
    elif settings.schedule == "step":
        parts.append(StepLR(optimizer, settings.step.every, settings.step.factor))
    if warm := settings.warmup_epochs:
        parts.append(LinearLR(optimizer, 1 / (warm + 1), 1, warm))
    return Schedule(tuple(parts))

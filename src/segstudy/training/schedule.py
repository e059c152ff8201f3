"""How the learning rate changes from epoch to epoch."""

from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, PolynomialLR, ReduceLROnPlateau

from segstudy.config.training import TrainingSettings

# nnU-Net's decay (Isensee et al. 2021, Nature Methods): (1 - epoch / epochs) to this power.
POWER = 0.9


def make_schedule(optimizer: Optimizer, settings: TrainingSettings) -> LRScheduler | None:
    """The schedule that `settings` name; None for a constant rate."""
    if settings.schedule == "plateau":
        return ReduceLROnPlateau(optimizer, "min", settings.plateau.factor, settings.plateau.patience)
    if settings.schedule == "poly":
        return PolynomialLR(optimizer, settings.epochs, POWER)
    return None


def advance(schedule: LRScheduler | None, validation_loss: float) -> None:
    """Go on to the next epoch's rate."""
    if isinstance(schedule, ReduceLROnPlateau):
        schedule.step(validation_loss)
    elif schedule is not None:
        schedule.step()

"""A trainer of nnU-Net's that this study can interrupt at any moment."""

import logging
from pathlib import Path
from typing import Any

import torch

from segstudy.config.sections.nnunet import NnunetSettings
from segstudy.nnunet.classes import trainer_class
from segstudy.running.files import whole

log = logging.getLogger(__name__)


def interruptible(base: Any) -> Any:
    """`base`, a trainer class, with checkpoints written whole, and a line in the log for every epoch.

    nnU-Net writes its checkpoint over the last one: killed meanwhile, it leaves one that cannot be read.
    """

    class Interruptible(base):
        def save_checkpoint(self, filename: str) -> None:
            with whole(filename) as beside:
                super().save_checkpoint(str(beside))

        def on_epoch_end(self) -> None:
            super().on_epoch_end()
            loss, dice = (self.logger.get_value(key, step=-1) for key in ("train_losses", "mean_fg_dice"))
            log.info("epoch %d/%d  loss %.4f  validation Dice %.3f", self.current_epoch, self.num_epochs, loss, dice)

    # nnU-Net calls folders, and finds networks again, by the name of the class
    Interruptible.__name__ = base.__name__
    return Interruptible


def new_trainer(
    settings: NnunetSettings, plans: dict[str, Any], dataset: dict[str, Any], device: torch.device, resume: bool
) -> Any:
    """A trainer for the one split of the prepared fold."""
    name = settings.configuration
    plans = {**plans, "continue_training": resume}
    if settings.batch:
        limited = {**plans["configurations"][name], "batch_size": settings.batch}
        plans["configurations"] = {**plans["configurations"], name: limited}
    base = interruptible(trainer_class(settings.trainer))
    trainer = base(plans=plans, configuration=name, fold=0, dataset_json=dataset, device=device)
    trainer.save_every = 1
    trainer.device = device  # nnU-Net takes the first GPU, whichever it is given
    asked = {
        "num_epochs": settings.epochs,
        "num_iterations_per_epoch": settings.iterations,
        "num_val_iterations_per_epoch": settings.validation_iterations,
    }
    for attribute, value in asked.items():
        if value is not None:
            setattr(trainer, attribute, value)
    return trainer


def last_checkpoint(trainer: Any) -> Path | None:
    """Where an interrupted training goes on from; None where it has not finished an epoch."""
    names = ("checkpoint_final.pth", "checkpoint_latest.pth")
    found = (Path(trainer.output_folder) / name for name in names)
    return next((path for path in found if path.exists()), None)

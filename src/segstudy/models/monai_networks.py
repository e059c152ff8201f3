"""MONAI's networks and losses, without all that MONAI imports along with itself."""

import sys
from functools import cache
from importlib import import_module
from types import ModuleType

from segstudy.running.lean_imports import without

# MONAI imports whichever of these are installed, for parts of it that no network here needs: three quarters of the
# seconds that a job with such a network would take to start.
UNUSED = (
    *("ignite", "itk", "matplotlib", "mlflow", "optuna", "pandas", "skimage", "sklearn", "tensorboard"),
    *("tensorboardX", "torchvision", "transformers"),
)


@cache
def networks() -> ModuleType:
    """`monai.networks.nets`. Where MONAI is imported by this, its parts that use UNUSED believe they are missing."""
    with without(*(() if "monai" in sys.modules else UNUSED)):
        return import_module("monai.networks.nets")


def losses() -> ModuleType:
    """`monai.losses`, imported as lightly."""
    networks()
    return import_module("monai.losses")

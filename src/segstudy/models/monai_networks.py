"""MONAI's networks, without all that MONAI imports along with itself."""

import sys
from functools import cache
from importlib import import_module
from types import ModuleType

# MONAI imports whichever of these are installed, for parts of it that no network here needs: three quarters of the
# seconds that a job with such a network would take to start.
UNUSED = ("ignite", "itk", "matplotlib", "mlflow", "optuna", "pandas", "skimage", "sklearn", "tensorboard")
UNUSED += ("tensorboardX", "torchvision", "transformers")


@cache
def networks() -> ModuleType:
    """`monai.networks.nets`. Where MONAI is imported by this, its parts that use UNUSED believe they are missing."""
    hidden = [] if "monai" in sys.modules else [name for name in UNUSED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # None: an import fails as if it were not installed
    try:
        return import_module("monai.networks.nets")
    finally:
        for name in hidden:
            if sys.modules.get(name, "") is None:
                del sys.modules[name]

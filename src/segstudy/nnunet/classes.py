"""nnU-Net's planners and trainers, by name."""

from pathlib import Path
from typing import Any

import nnunetv2
from nnunetv2.utilities.find_class_by_name import recursive_find_python_class

from segstudy.running.errors import StudyError
from segstudy.running.torchvision_operators import loadable_torchvision

PACKAGE = Path(nnunetv2.__path__[0])


def _find(name: str, what: str, *place: str) -> Any:
    loadable_torchvision()  # the search imports what it passes, and some of that imports torchvision
    module = ".".join(("nnunetv2", *place))
    named = recursive_find_python_class(str(PACKAGE.joinpath(*place)), name, module, str(PACKAGE))
    if named is None:
        raise StudyError(f"config: arms: model.nnunet.{what}: nnU-Net has no {what} called {name!r}")
    return named


def planner_class(name: str) -> Any:
    """An experiment planner.

    Raises:
        StudyError: nnU-Net has none of that name.
    """
    return _find(name, "planner", "experiment_planning")


def trainer_class(name: str) -> Any:
    """A trainer.

    Raises:
        StudyError: nnU-Net has none of that name.
    """
    return _find(name, "trainer", "training", "nnUNetTrainer")

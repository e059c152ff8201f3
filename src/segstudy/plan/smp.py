"""Networks from segmentation-models-pytorch need that package, and sometimes a file, before anything is planned."""

import importlib.util
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from segstudy.models.registry import package_of, part_of
from segstudy.running.errors import StudyError

PACKAGE = "segmentation_models_pytorch"


def check_smp(models: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Look for the package, where a model needs it, and for the weights of encoders.

    Args:
        models: The name and arguments of every model that is trained.

    Raises:
        StudyError: The package is not installed, or an encoder's weights are not there.
    """
    parts = [each for model in models for each in (model, part_of(*model)) if each]
    wanted = [arguments for name, arguments in parts if package_of(name) == PACKAGE]
    if wanted and importlib.util.find_spec(PACKAGE) is None:
        raise StudyError(
            "config: arms: segmentation-models-pytorch is not installed; "
            "`pip install -c constraints.txt -e '.[smp]'` installs it"
        )
    for file in dict.fromkeys(arguments.get("encoder_weights") for arguments in wanted):
        if file is not None and not Path(file).is_file():
            raise StudyError(f"config: arms: encoder_weights: there is no file {file}; leave it out to start at random")

"""Writing a trained network."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from safetensors.torch import save_file
from torch import Tensor

from segstudy.files import whole, write_text
from segstudy.training.history import EpochRecord, history_csv


def write_trained(
    folder: str | os.PathLike[str],
    weights: Mapping[str, Tensor],
    model: Mapping[str, Any],
    history: Iterable[EpochRecord],
) -> None:
    """Write `weights.safetensors`, `model.yaml` and `history.csv` into `folder`, each whole or not at all.

    model: plain builtins, all that is needed to rebuild the network and to use it: at least `model`,
    `in_channels`, `classes` and `arguments` (see segstudy.models.load).
    """
    folder = Path(folder)
    with whole(folder / "weights.safetensors") as beside:
        save_file({name: tensor.detach().cpu().contiguous() for name, tensor in weights.items()}, beside)
    write_text(folder / "model.yaml", yaml.safe_dump(dict(model), sort_keys=False, allow_unicode=True))
    write_text(folder / "history.csv", history_csv(history))

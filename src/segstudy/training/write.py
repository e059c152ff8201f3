"""Writing a trained network."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from safetensors.torch import save_file
from torch import Tensor

from segstudy.models.identity import identified, weights_header
from segstudy.running.files import whole, write_text
from segstudy.running.shareable import shareable
from segstudy.tables.history import EpochRecord, history_csv


def write_trained(
    folder: str | os.PathLike[str],
    weights: Mapping[str, Tensor],
    model: Mapping[str, Any],
    history: Iterable[EpochRecord],
) -> None:
    """Write `weights.safetensors`, `model.yaml` and `history.csv` into `folder`, each whole or not at all.

    Args:
        folder: Made where it is missing.
        weights: By name.
        model: Plain values, all that is needed to rebuild the network and to use it: at least `in_channels`, `classes`
            and `arguments` (see `segstudy.models.load`); its name and the hash of its weights are added.
        history: All epochs.
    """
    folder = Path(folder)
    with whole(folder / "weights.safetensors") as beside:
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in weights.items()}
        save_file(tensors, beside, weights_header(folder, model))
    # the files that it began with are not needed any more, and whose they were is nobody's business
    written = shareable(identified(folder, model))
    write_text(folder / "model.yaml", yaml.safe_dump(written, sort_keys=False, allow_unicode=True))
    write_text(folder / "history.csv", history_csv(history))

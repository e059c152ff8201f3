"""What a training resumes from, on disk: one file without pickles, written whole, thrown away when it does not fit."""

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from segstudy.cache import CachedSlices
from segstudy.files import whole

log = logging.getLogger(__name__)
NAME = "state.safetensors"


def training_stamp(parameters: Mapping[str, Any], caches: Iterable[CachedSlices]) -> str:
    """A hash of all that decides a training's result: its parameters (plain builtins), data, and PyTorch.

    caches: of training and validation, in order.
    """
    digest = hashlib.sha256(json.dumps([parameters, torch.__version__], sort_keys=True).encode())
    for cache in caches:
        for kind in ("image", "label"):
            with Path(f"{cache.stem}.{kind}.b2nd").open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def save_state(folder: Path, stamp: str, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Replace the state in `folder`; facts: what JSON can hold."""
    stored = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    # one entry, because their order in the file would be random
    told = {"state": json.dumps({"stamp": stamp, "facts": facts})}
    with whole(folder / NAME) as beside:
        save_file(stored, beside, metadata=told)


def load_state(folder: Path, stamp: str) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    """Tensors and facts of the state in `folder`, or None where there is none.

    A state with another stamp, or one that cannot be read, is deleted.
    """
    path = folder / NAME
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as stored:
            told = json.loads(stored.metadata()["state"])
            if told["stamp"] == stamp:
                return {name: stored.get_tensor(name) for name in stored.keys()}, told["facts"]  # noqa: SIM118
        log.info("the interrupted training in %s had other parameters or data: starting anew", folder)
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        log.warning("the interrupted training in %s cannot be read (%s): starting anew", folder, error)
    path.unlink()
    return None


def discard_state(folder: Path) -> None:
    """Delete the state in `folder`, once the trained network is where it belongs."""
    (folder / NAME).unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()

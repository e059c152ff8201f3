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

from segstudy.running.files import whole
from segstudy.volumes.cache import CachedSlices

log = logging.getLogger(__name__)
NAME = "state.safetensors"


def training_stamp(
    parameters: Mapping[str, Any], caches: Iterable[CachedSlices], scans: Iterable[CachedSlices] = ()
) -> str:
    """A hash of all that decides a training's result: its parameters, data, and PyTorch.

    Args:
        parameters: Plain values.
        caches: Of training and validation, in order.
        scans: Of which nobody reads a label map.
    """
    digest = hashlib.sha256(json.dumps([parameters, torch.__version__], sort_keys=True).encode())
    files = [path for cache in caches for path in cache.files] + [scan.files[0] for scan in scans]
    for path in files:
        with Path(path).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def save_state(folder: Path, stamp: str, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Replace the state in `folder`.

    Args:
        folder: The training's own.
        stamp: See `training_stamp`.
        tensors: By name.
        facts: What JSON can hold.
    """
    stored = _apart(tensors)
    # one entry, because their order in the file would be random
    metadata = {"state": json.dumps({"stamp": stamp, "facts": facts})}
    with whole(folder / NAME) as beside:
        save_file(stored, beside, metadata=metadata)


def _apart(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors on the processor; a layer that a network has under two names shares its memory no more."""
    apart: dict[str, Tensor] = {}
    places: set[int] = set()
    for name, tensor in tensors.items():
        stored = tensor.detach().cpu().contiguous()
        apart[name] = stored.clone() if stored.data_ptr() in places else stored
        places.add(stored.data_ptr())
    return apart


def load_state(folder: Path, stamp: str) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    """Tensors and facts of the state in `folder`, or None where there is none.

    A state with another stamp, or one that cannot be read, is deleted.
    """
    path = folder / NAME
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as stored:
            state = json.loads(stored.metadata()["state"])
            if state["stamp"] == stamp:
                return {name: stored.get_tensor(name) for name in stored.keys()}, state["facts"]  # noqa: SIM118
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

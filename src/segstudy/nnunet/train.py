"""One training of nnU-Net's on one prepared fold."""

import hashlib
import json
import random
import resource
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from segstudy.models.start import began_with, begin
from segstudy.nnunet.environment import DATASET
from segstudy.nnunet.network import write_network
from segstudy.nnunet.trainer import last_checkpoint, new_trainer
from segstudy.nnunet.training_spec import NnunetTrainingSpec
from segstudy.running.energy import metered
from segstudy.running.files import hash_of, write_text
from segstudy.running.state_lock import own_state
from segstudy.tables.history import EpochRecord, history_csv

LOGGED = ("train_losses", "val_losses", "mean_fg_dice", "lrs")


def _own(state: Path, stamp: str) -> None:
    """Empty `state` where it belongs to other parameters or data."""
    mark = state / "stamp"
    if not mark.exists() or mark.read_text(encoding="utf-8") != stamp:
        shutil.rmtree(state, ignore_errors=True)
        write_text(mark, stamp)


def _seed(number: int) -> None:
    random.seed(number)
    np.random.seed(number)  # noqa: NPY002 - nnU-Net draws from the global generators
    torch.manual_seed(number)


def _plain(value: Any) -> Any:
    """`value` as JSON holds it: nnU-Net leaves arrays and tuples in what it was given."""
    return json.loads(json.dumps(value, default=lambda other: np.asarray(other).tolist()))


def _network(trainer: Any) -> torch.nn.Module:
    """A trainer's network itself, where it was compiled."""
    network: torch.nn.Module = getattr(trainer.network, "_orig_mod", trainer.network)
    return network


def train_fold(
    spec: NnunetTrainingSpec,
    prepared: Path,
    state: Path,
    code: str,
    folder: Path,
    device: torch.device,
    start: str | None = None,
) -> dict[str, Any]:
    """Train, or go on with a training that was killed; write the network and its history.

    The last epoch's network is kept, as nnU-Net does; validation chooses nothing.

    Args:
        spec: The training.
        prepared: The fold's folder: `manifest.json` and nnUNet_preprocessed.
        state: nnUNet_results, emptied at the end.
        code: Version of what trains.
        folder: Where the network and its history go.
        device: Where it trains.
        start: The file of weights that the spec takes the first ones from.

    Returns:
        What it cost.
    """
    started = time.monotonic()
    manifest = json.loads((prepared / "manifest.json").read_text(encoding="utf-8"))
    dataset = prepared / "preprocessed" / DATASET
    plans = json.loads((dataset / f"{manifest['plans']}.json").read_text(encoding="utf-8"))
    decisive = [spec.to_plain(), manifest, plans, code, torch.__version__, *([hash_of(start)] if start else [])]
    stamp = hashlib.sha256(json.dumps(decisive, sort_keys=True).encode())
    with own_state(state):
        _own(state, stamp.hexdigest())
        trainer = new_trainer(spec.settings, plans, manifest["dataset"], device, resume=True)
        if spec.start and start:
            _seed(spec.seed)  # what the file does not have is drawn
            trainer.initialize()
            begin(_network(trainer), start, spec.start)
        if checkpoint := last_checkpoint(trainer):
            trainer.load_checkpoint(str(checkpoint))
        # the epoch is in the seed, so that a resumed training does not draw the first epochs' patches again
        _seed(spec.seed * 100_003 + trainer.current_epoch)
        with metered(device) as energy:
            trainer.run_training()
        network = _network(trainer)
        columns = [trainer.logger.get_value(key, step=None) for key in LOGGED]
        rows = enumerate(zip(*columns, strict=True), start=1)
        history = [EpochRecord(epoch, *map(float, values)) for epoch, values in rows]
        model: dict[str, Any] = {
            "model": "nnunet",
            "trainer": spec.settings.trainer,
            "configuration": manifest["configuration"],
            "mirror_axes": trainer.inference_allowed_mirroring_axes,
            "organs": spec.organs,
            "settings": spec.settings.model_dump(mode="json"),
            "seed": spec.seed,
            "training": manifest["training"],
            "validation": manifest["validation"],
            "nnunetv2": manifest["nnunetv2"],
            "dataset": manifest["dataset"],
            "plans": trainer.plans_manager.plans,
        }
        if spec.start and start:
            model["start"] = began_with(start, spec.start)
        write_network(folder, network, _plain(model))
        write_text(folder / "history.csv", history_csv(history))
        shutil.rmtree(state)
    return {
        "seconds": round(time.monotonic() - started, 3),
        "max_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "device": device.type,
        "epochs": len(history),
        "best_epoch": len(history),
        "parameters": sum(weight.numel() for weight in network.parameters()),
        **({"energy_wh": energy} if energy else {}),
    }

"""What the files of a trained network say of themselves: which network they are, and whom it learned from.

The header of the weights says which training and fold they are and which cases were used; `model.yaml` says the same,
and the hash of the weights. So files that were swapped, cut or changed are refused wherever they are read.
"""

import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from segstudy.running.errors import StudyError
from segstudy.running.files import hash_of

WEIGHTS, MODEL = "weights.safetensors", "model.yaml"
# Of the header, one key: safetensors writes several in an order of chance. What it holds, and keys of model.yaml.
HEADER, NETWORK, LEARNED_FROM, HASH = "segstudy", "network", "learned_from", "weights_sha256"
PSEUDO_LABELS, MEAN_TEACHER = "pseudo_labels", "mean_teacher"


def network_name(folder: str | os.PathLike[str]) -> str:
    """The name of a network by its folder: `<training>/fold-<k>`."""
    folder = Path(folder)
    return f"{folder.parent.name}/{folder.name}"


def weights_header(folder: str | os.PathLike[str], model: Mapping[str, Any]) -> dict[str, str]:
    """The header of the weights that are written into `folder`.

    Args:
        folder: The network's.
        model: What model.yaml will say; `training` and `validation` list the cases, `start` those of the network
            that it began as.
    """
    known, taught = sorted(_known(model)), sorted(_taught(model))
    pseudo = {PSEUDO_LABELS: taught} if taught else {}
    return {HEADER: json.dumps({NETWORK: network_name(folder), LEARNED_FROM: known, **pseudo})}


def _known(model: Mapping[str, Any]) -> set[str]:
    """The cases of whose label maps a network, and the one that it began as, was trained and validated on."""
    before = (model.get("start") or {}).get(LEARNED_FROM, ())
    return {*model.get("training", ()), *model.get("validation", ()), *before}


def _taught(model: Mapping[str, Any]) -> set[str]:
    """Cases whose scans it, and the one that it began as, learned from without a drawn label: it may predict them."""
    before = (model.get("start") or {}).get(PSEUDO_LABELS, ())
    return {*model.get(PSEUDO_LABELS, ()), *model.get(MEAN_TEACHER, ()), *before}


def identified(folder: str | os.PathLike[str], model: Mapping[str, Any]) -> dict[str, Any]:
    """`model` with the name of the network and the hash of its weights, which are in `folder`."""
    return {**model, NETWORK: network_name(folder), HASH: hash_of(Path(folder) / WEIGHTS)}


def learned_from(weights: str | os.PathLike[str]) -> list[str]:
    """The cases that a file of weights, and what it began as, was trained and validated on, or taught.

    Returns:
        Their names; none of weights made elsewhere.

    Raises:
        StudyError: It cannot be read.
    """
    return sorted({case for cases in whom_it_knows(weights).values() for case in cases})


def whom_it_knows(weights: str | os.PathLike[str]) -> dict[str, list[str]]:
    """The same apart: those whose label maps were drawn, and, where there are any, those whose labels were predicted.

    Imports no torch: a plan asks.

    Raises:
        StudyError: It cannot be read.
    """
    try:
        with safe_open(weights, "np") as file:
            header = json.loads((file.metadata() or {}).get(HEADER, "{}"))
        found = {key: list(header.get(key, [])) for key in (LEARNED_FROM, PSEUDO_LABELS)}
        return {key: cases for key, cases in found.items() if cases or key == LEARNED_FROM}
    except (OSError, SafetensorError, ValueError, AttributeError, RecursionError, TypeError) as error:
        raise StudyError(f"{weights}: no file of weights ({error})") from error


def check_identity(folder: str | os.PathLike[str], model: Mapping[str, Any]) -> None:
    """Refuse weights that are not those that were trained here.

    Args:
        folder: `<training>/fold-<k>`.
        model: What its model.yaml says.

    Raises:
        StudyError: The folder holds another network's files, or its weights have changed.
        OSError: The weights cannot be read.
    """
    folder = Path(folder)
    if model.get(NETWORK) != network_name(folder):
        raise StudyError(
            f"{folder}: holds the files of another network, {model.get(NETWORK)}; put them back, or train it again"
        )
    if model.get(HASH) != hash_of(folder / WEIGHTS):
        raise StudyError(f"{folder / WEIGHTS}: not as it was trained; restore it, or train it again")


def refuse_what_it_learned_from(case: str, models: Collection[Mapping[str, Any]]) -> None:
    """Refuse a case on which a network was trained or validated.

    Raises:
        StudyError: One was; names it.
    """
    for model in models:
        if case in _known(model):
            raise StudyError(f"{case}: the network {model.get(NETWORK)} learned from it, and would be judged by it")

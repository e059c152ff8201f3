"""From a scan and another arm's label map to SAM 2's, all in the case's own grid."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from segstudy.config.sam2 import PROMPTED, RANDOM, zero_shot_settings
from segstudy.grids.orientation import axis_order, from_slices, to_slices
from segstudy.models.sam2_checkpoint import load_sam2, random_sam2
from segstudy.sam2.prompted import prompted_classes
from segstudy.sam2.video import video_classes
from segstudy.volume import Volume

AXIAL = "LPS"


def ready_network(model: str, settings: dict[str, Any]) -> torch.nn.Module:
    """The network of an arm, as its settings say; `model` is `sam2_prompted` or `sam2_video`. Raises StudyError."""
    chosen = zero_shot_settings(model, settings)
    kind = "image" if model == PROMPTED else "video"
    if chosen.checkpoint == RANDOM:
        return random_sam2(kind, chosen.image_size)
    return load_sam2(chosen.checkpoint, kind, chosen.image_size)


def predict_labels(
    network: torch.nn.Module,
    model: str,
    settings: dict[str, Any],
    scan: Volume,
    source: Volume,
    organ_labels: Sequence[int],
    device: torch.device,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """Label integers of a scan, uint8, (i, j, k).

    network: of `ready_network`, with the same model and settings; it is moved to `device`. scan: Hounsfield units.
    source: the label map, of the same grid, that prompts are made from. organ_labels: the study's, in order; others in
    `source` are no prompts.
    Slices are axial, as people look at them, whatever way the file stores its axes.
    """
    chosen = zero_shot_settings(model, settings)
    predict = prompted_classes if model == PROMPTED else video_classes
    order = axis_order(scan.affine, AXIAL)
    classes = np.zeros(source.array.shape, np.uint8)
    for index, label in enumerate(organ_labels, start=1):
        classes[source.array == label] = index
    hu, told = to_slices(scan.array, order), to_slices(classes, order)
    found = predict(network.to(device), hu, told, chosen, device, progress)
    return from_slices(np.array([0, *organ_labels], np.uint8)[found], order)

"""From a scan and another arm's label map to SAM 2's, all in the case's own grid."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from segstudy.config.sections.sam2 import RANDOM, PromptedSettings, VideoSettings
from segstudy.models.sam2_checkpoint import load_sam2, random_sam2
from segstudy.sam2.prompted import prompted_classes
from segstudy.sam2.video import video_classes
from segstudy.volumes.grids.orientation import axis_order, from_slices, to_slices
from segstudy.volumes.volume import Volume

if TYPE_CHECKING:
    from transformers import PreTrainedModel

AXIAL = "LPS"


def ready_network(settings: PromptedSettings) -> "PreTrainedModel":
    """The network of an arm, as its settings say.

    Raises:
        StudyError: There is no such checkpoint.
    """
    kind: Literal["image", "video"] = "video" if isinstance(settings, VideoSettings) else "image"
    if settings.checkpoint is None or settings.checkpoint == RANDOM:
        return random_sam2(kind, settings.image_size)
    return load_sam2(settings.checkpoint, kind, settings.image_size)


def predict_labels(
    network: "PreTrainedModel",
    settings: PromptedSettings,
    scan: Volume,
    source: Volume,
    organ_labels: Sequence[int],
    device: torch.device,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """Predict a scan.

    Slices are axial, as people look at them, whatever way the file stores its axes.

    Args:
        network: Of `ready_network`, with the same settings; it is moved to `device`.
        settings: How it is prompted.
        scan: Hounsfield units.
        source: The label map, of the same grid, that prompts are made from.
        organ_labels: The study's, in order; others in `source` are no prompts.
        device: Where the network computes.
        progress: Called with the number of slices that are done.

    Returns:
        Label integers, uint8, (i, j, k).
    """
    order = axis_order(scan.affine, AXIAL)
    classes = np.zeros(source.array.shape, np.uint8)
    for index, label in enumerate(organ_labels, start=1):
        classes[source.array == label] = index
    slices = network.to(device), to_slices(scan.array, order), to_slices(classes, order)
    if isinstance(settings, VideoSettings):
        predicted = video_classes(*slices, settings, device, progress)
    else:
        predicted = prompted_classes(*slices, settings, device, progress)
    return from_slices(np.array([0, *organ_labels], np.uint8)[predicted], order)

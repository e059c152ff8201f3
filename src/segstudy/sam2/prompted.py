"""SAM 2 on one slice after the other, each piece of each organ prompted by itself."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.config.sections.sam2 import PromptedSettings
from segstudy.models.sam2_checkpoint import side_of
from segstudy.models.sam2_input import as_image, resized
from segstudy.sam2.encoded import masks_of, points_of
from segstudy.sam2.prompts import Prompt, slice_prompts

if TYPE_CHECKING:
    from transformers import Sam2Model


@torch.inference_mode()
def prompted_classes(
    network: "Sam2Model",
    hu: np.ndarray,
    source: np.ndarray,
    settings: PromptedSettings,
    device: torch.device,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """Class indices of a scan, uint8, (slices, rows, columns).

    Where masks of organs overlap, the one with the highest logit wins.

    Args:
        network: On `device`, in evaluation mode.
        hu: Hounsfield units, (slices, rows, columns).
        source: The class indices that prompts are made from, of the same shape.
        settings: How it is prompted.
        device: Where the network computes.
        progress: Called with the number of slices that are done.
    """
    out = np.zeros(hu.shape, np.uint8)
    for index in range(len(hu)):
        prompts = slice_prompts(source[index], settings.pieces, settings.least_pixels, settings.negatives)
        if prompts:
            logits = slice_logits(network, hu[index], prompts, settings, device)
            best, piece = logits.max(dim=0)
            organs = torch.tensor([prompt.organ for prompt in prompts], dtype=torch.uint8, device=device)
            out[index] = torch.where(best > 0, organs[piece], 0).cpu().numpy()
        if progress:
            progress(index + 1)
    return out


def slice_logits(
    network: "Sam2Model",
    hu: np.ndarray,
    prompts: Sequence[Prompt],
    settings: PromptedSettings,
    device: torch.device,
) -> Tensor:
    """What the network says of each prompt: (prompts, rows, columns), above 0 inside.

    One point alone may mean several things: of the three masks that the network then gives, the one that it holds
    for best is taken (Ravi et al. 2024).
    """
    side = side_of(network)
    image = as_image(torch.from_numpy(np.ascontiguousarray(hu, np.float32))[None].to(device), settings.windows)
    features = network.get_image_embeddings(resized(image, side))
    points = points_of(prompts, settings.prompts, side)
    inputs = {} if points is None else {"input_points": points[0].to(device), "input_labels": points[1].to(device)}
    if "mask" in settings.prompts:
        inputs["input_masks"] = masks_of(prompts, side // 4).to(device)
    ambiguous = settings.prompts == ["center"]
    output = network(
        image_embeddings=[level.expand(len(prompts), -1, -1, -1) for level in features],
        multimask_output=ambiguous,
        **inputs,
    )
    best = output.iou_scores[:, 0].argmax(dim=-1)
    masks = output.pred_masks[torch.arange(len(prompts), device=best.device), 0, best]
    return F.interpolate(masks[:, None].float(), size=hu.shape, mode="bilinear")[:, 0]

"""SAM 2 on one slice after the other, each piece of each organ prompted by itself."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.config.sam2 import PromptedSettings
from segstudy.models.sam2_checkpoint import side_of
from segstudy.models.sam2_input import as_picture, resized
from segstudy.sam2.prompts import Prompt, slice_prompts
from segstudy.sam2.told import masks_of, points_of


@torch.inference_mode()
def prompted_classes(
    network: torch.nn.Module,
    hu: np.ndarray,
    source: np.ndarray,
    settings: PromptedSettings,
    device: torch.device,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """Class indices of a scan, uint8, (slices, rows, columns).

    network: a `Sam2Model` on `device`. hu: Hounsfield units, of the same shape as `source`, the class indices that
    prompts are made from. Where masks of organs overlap, the one with the highest logit wins. progress: told how many
    slices are done.
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
    network: torch.nn.Module,
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
    picture = as_picture(torch.from_numpy(np.ascontiguousarray(hu, np.float32))[None].to(device), settings.windows)
    features = network.get_image_embeddings(resized(picture, side))
    told = points_of(prompts, settings.prompts, side)
    points = {} if told is None else {"input_points": told[0].to(device), "input_labels": told[1].to(device)}
    masks = {"input_masks": masks_of(prompts, side // 4).to(device)} if "mask" in settings.prompts else {}
    ambiguous = settings.prompts == ["center"]
    found = network(
        image_embeddings=[level.expand(len(prompts), -1, -1, -1) for level in features],
        multimask_output=ambiguous,
        **points,
        **masks,
    )
    best = found.iou_scores[:, 0].argmax(dim=-1)
    chosen = found.pred_masks[torch.arange(len(prompts), device=best.device), 0, best]
    return F.interpolate(chosen[:, None].float(), size=hu.shape, mode="bilinear")[:, 0]

"""SAM 2 on the slices of a scan as a video, each organ from its surest slice to both ends."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.config.sections.sam2 import VideoSettings
from segstudy.models.sam2_checkpoint import side_of
from segstudy.models.sam2_input import as_image, resized
from segstudy.sam2.encoded import covered, points_of
from segstudy.sam2.prompts import Prompt, surest_slice, whole_prompt

if TYPE_CHECKING:
    from transformers import Sam2VideoInferenceSession, Sam2VideoModel


class Frames(Mapping[int, Tensor]):
    """The slices as images, each made when it is asked for, so that no video is held in memory."""

    def __init__(self, hu: np.ndarray, settings: VideoSettings, side: int):
        self.hu, self.windows, self.side = hu, settings.windows, side

    def __len__(self) -> int:
        return len(self.hu)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.hu)))

    def __getitem__(self, index: int) -> Tensor:
        hu = torch.from_numpy(np.ascontiguousarray(self.hu[index], np.float32))[None]
        return resized(as_image(hu, self.windows), self.side)[0]


@torch.inference_mode()
def video_classes(
    network: "Sam2VideoModel",
    hu: np.ndarray,
    source: np.ndarray,
    settings: VideoSettings,
    device: torch.device,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """Class indices of a scan, uint8, (slices, rows, columns); an organ that `source` has nowhere is found nowhere.

    Args:
        network: On `device`, in evaluation mode.
        hu: Hounsfield units, (slices, rows, columns).
        source: The class indices that prompts are made from, of the same shape.
        settings: How it is prompted.
        device: Where the network computes.
        progress: Called with the number of slices of an organ that are done, of each organ in turn.
    """
    out = np.zeros(hu.shape, np.uint8)
    best = np.zeros(hu.shape, np.float16)  # of the masks so far; all above 0 is some organ's
    for organ in np.unique(source[source > 0]):
        key = surest_slice(source, int(organ))
        prompt = whole_prompt(source[key], int(organ), settings.negatives)
        for done, (index, logits) in enumerate(organ_logits(network, hu, prompt, key, settings, device), start=1):
            won = logits > best[index]
            best[index][won], out[index][won] = logits[won], organ
            if progress:
                progress(done)
    return out


def organ_logits(
    network: "Sam2VideoModel",
    hu: np.ndarray,
    prompt: Prompt,
    key: int,
    settings: VideoSettings,
    device: torch.device,
) -> Iterator[tuple[int, np.ndarray]]:
    """(slice, logits in float16, (rows, columns)) of the prompted organ: from slice `key` to the end, then back."""
    session = _session(network, hu, prompt, key, settings, device)
    order = [*((index, False) for index in range(key, len(hu))), *((index, True) for index in range(key - 1, -1, -1))]
    for index, reverse in order:
        output = network(session, frame_idx=index, reverse=reverse)
        logits = F.interpolate(output.pred_masks.float(), size=hu.shape[1:], mode="bilinear")[0, 0]
        _forget(session, index, key, _reach(network))
        yield index, logits.clamp(-6e4, 6e4).to("cpu", torch.float16).numpy()


def _session(
    network: "Sam2VideoModel", hu: np.ndarray, prompt: Prompt, key: int, settings: VideoSettings, device: torch.device
) -> "Sam2VideoInferenceSession":
    from transformers import Sam2VideoInferenceSession

    side = side_of(network)
    session = Sam2VideoInferenceSession(
        video_height=hu.shape[1],
        video_width=hu.shape[2],
        inference_device=device,
        # memories stay where they are read: there are few of them (see `_forget`)
        inference_state_device=device,
        dtype=torch.float32,
    )
    session.processed_frames = Frames(hu, settings, side)
    organ = session.obj_id_to_idx(1)
    if settings.prompts == ["mask"]:
        session.add_mask_inputs(organ, key, (covered([prompt], side) >= 0.5).float())
    else:
        points = points_of([prompt], settings.prompts, side)
        assert points is not None  # a video is prompted by a mask alone, or by points
        session.add_point_inputs(organ, key, {"point_coords": points[0], "point_labels": points[1]})
    session.obj_with_new_inputs = [1]
    return session


def _reach(network: "Sam2VideoModel") -> int:
    """How many slices back the network looks."""
    return max(network.config.num_maskmem, network.config.max_object_pointers_in_encoder)


def _forget(session: "Sam2VideoInferenceSession", index: int, key: int, reach: int) -> None:
    """Drop what is never read again, so that memory does not grow with the scan.

    Memories are read from at most `reach` slices away; those around slice `key` also when the way back begins. Masks
    at full size only serve to make a memory.
    """
    for kept in session.output_dict_per_obj[0].values():
        for place in list(kept):
            kept[place].pop("high_res_masks", None)
            if min(abs(place - index), abs(place - key)) > reach:
                del kept[place]
    tracked = session.frames_tracked_per_obj[0]
    for place in [place for place in tracked if abs(place - index) > reach]:
        del tracked[place]

"""The image encoder of SAM 2 (Ravi et al. 2024, arXiv:2408.00714) with a light decoder for all organs at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from segstudy.models.sam2_checkpoint import architecture_of, load_sam2, sam2_of, side_of
from segstudy.models.sam2_input import as_image, channels_of, resized
from segstudy.running.errors import StudyError

NAME = "SAM 2's encoder with a light decoder"
SOURCE = "sam2"
ENCODER = ("pretrained.",)


def _mix(incoming: int, outgoing: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(incoming, outgoing, 3, padding=1), nn.GroupNorm(4, outgoing), nn.GELU())


class Sam2Tuned(nn.Module):
    """(batch, 1, rows, columns) to logits (batch, classes, rows, columns), without prompts.

    The encoder's features at a fourth, an eighth and a sixteenth of the resolution are narrowed, summed from the
    coarsest up, and joined at full resolution with a shallow look at the slice itself.

    Args:
        in_channels: Channels of a slice: one.
        classes: Background and organs.
        checkpoint: Folder with the encoder's weights, or `random` (see segstudy.models.sam2_checkpoint).
        architecture: Instead of a checkpoint, what a trained network is built by before it gets its own weights.
        image_size: Pixels a side that the encoder sees; none for the checkpoint's own. Logits come at the sample's
            size.
        windows: One window of Hounsfield units, or three, of segstudy.models.sam2_input.
        range_hu: Hounsfield units that 0 and 1 of a sample stand for.
        width: Channels of the decoder, divisible by 4.
        train_last_stage: Whether the encoder's last stage learns too.

    Raises:
        StudyError: The arguments fit no network.
    """

    def __init__(
        self,
        in_channels: int,
        classes: int,
        checkpoint: str | None = None,
        architecture: Mapping[str, Any] | None = None,
        image_size: int | None = None,
        windows: Sequence[str] = ("soft_tissue",),
        range_hu: Sequence[float] = (-1000, 1000),
        width: int = 32,
        train_last_stage: bool = False,
    ):
        super().__init__()
        if in_channels != 1:
            raise StudyError(f"SAM 2 makes its three channels of one, not of {in_channels}")
        if width < 4 or width % 4:
            raise StudyError(f"SAM 2: width is {width}, but must be divisible by 4")
        channels_of(windows)
        self.windows, (self.low, self.high) = tuple(windows), range_hu
        whole = sam2_of(architecture) if architecture else load_sam2(checkpoint, "image", image_size)
        self.architecture = architecture_of(whole)
        self.side, features = side_of(whole), whole.config.vision_config.fpn_hidden_size
        # `pretrained` is what an initialization leaves alone
        self.pretrained = whole.vision_encoder.requires_grad_(False)
        self.learning = _last_stage(self.pretrained) if train_last_stage else []
        for block in self.learning:
            block.requires_grad_(True)
        self.narrow = nn.ModuleList(nn.Conv2d(features, width, 1) for _ in range(3))
        self.mix = nn.ModuleList(_mix(width, width) for _ in range(3))
        self.look = _mix(3, width // 2)
        self.end = nn.Sequential(_mix(width + width // 2, width), nn.Conv2d(width, classes, 1))

    def train(self, mode: bool = True) -> "Sam2Tuned":
        """As ever, but what is frozen stays as it predicts."""
        super().train(mode)
        self.pretrained.eval()
        for block in self.learning:
            block.train(mode)
        return self

    def forward(self, x: Tensor) -> Tensor:
        """Logits of slices, whose values are shares of `range_hu`."""
        images = as_image(x[:, 0].float() * (self.high - self.low) + self.low, self.windows)
        y: Tensor | None = None
        features = self.pretrained(resized(images, self.side)).fpn_hidden_states
        for level, narrow, mix in zip(reversed(features), self.narrow, self.mix, strict=True):
            level = narrow(level)
            y = mix(level if y is None else level + F.interpolate(y, size=level.shape[-2:], mode="bilinear"))
        assert y is not None  # there are three levels
        y = F.interpolate(y, size=x.shape[-2:], mode="bilinear")
        return self.end(torch.cat([y, self.look(images)], dim=1))

    def renamed(self, stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The encoder's weights of a whole SAM 2, as Hugging Face's files have it, under the names they have here."""
        theirs, ours = "vision_encoder.", "pretrained."
        return {ours + name.removeprefix(theirs): each for name, each in stored.items() if name.startswith(theirs)}


def _last_stage(encoder: Any) -> list[nn.Module]:
    """The blocks of the encoder's last stage: those of the most channels."""
    blocks = list(encoder.backbone.blocks)
    return [block for block in blocks if block.dim_out == blocks[-1].dim_out]

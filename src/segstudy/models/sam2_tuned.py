"""The image encoder of SAM 2 (Ravi et al. 2024, arXiv:2408.00714) with a light decoder for all organs at once."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from segstudy.errors import StudyError
from segstudy.models.sam2_checkpoint import load_sam2, side_of
from segstudy.models.sam2_input import as_picture, channels_of, resized


def _mix(incoming: int, outgoing: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(incoming, outgoing, 3, padding=1), nn.GroupNorm(4, outgoing), nn.GELU())


class Sam2Tuned(nn.Module):
    """(batch, 1, rows, columns) to logits (batch, classes, rows, columns), without prompts.

    The encoder's features at a fourth, an eighth and a sixteenth of the resolution are narrowed, summed from the
    coarsest up, and joined at full resolution with a shallow look at the picture itself.

    checkpoint: folder with the encoder's weights, or `random` (see segstudy.models.sam2_checkpoint).
    image_size: pixels a side that the encoder sees; none for the checkpoint's own. Logits come at the sample's size.
    windows: one, or three, of segstudy.models.sam2_input. range_hu: what 0 and 1 of a sample stand for.
    width: channels of the decoder, divisible by 4. train_last_stage: whether the encoder's last stage learns too.
    Raises StudyError where the arguments fit no network.
    """

    def __init__(
        self,
        in_channels: int,
        classes: int,
        checkpoint: str | None = None,
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
        whole = load_sam2(checkpoint, "image", image_size)
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
        """x: shares of `range_hu`."""
        pictures = as_picture(x[:, 0].float() * (self.high - self.low) + self.low, self.windows)
        y = None
        features = self.pretrained(resized(pictures, self.side)).fpn_hidden_states
        for level, narrow, mix in zip(reversed(features), self.narrow, self.mix, strict=True):
            level = narrow(level)
            y = mix(level if y is None else level + F.interpolate(y, size=level.shape[-2:], mode="bilinear"))
        y = F.interpolate(y, size=x.shape[-2:], mode="bilinear")
        return self.end(torch.cat([y, self.look(pictures)], dim=1))


def _last_stage(encoder: nn.Module) -> list[nn.Module]:
    """The blocks of the encoder's last stage: those of the most channels."""
    blocks = list(encoder.backbone.blocks)
    return [block for block in blocks if block.dim_out == blocks[-1].dim_out]

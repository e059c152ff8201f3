"""VM-UNet (Ruan & Xiang 2024, arXiv:2402.02491): a U-Net of visual state space blocks."""

import re
from collections.abc import Mapping
from typing import Literal

import torch
from torch import Tensor, nn

from segstudy.models.divisible import check_divisible
from segstudy.models.vss_block import DIRECTIONS, VSSBlock
from segstudy.running.errors import StudyError

NAME = "VM-UNet"
SLICE_STEP = 32
SOURCE = "Ruan J, Xiang S. VM-UNet: vision Mamba UNet for medical image segmentation. arXiv:2402.02491, 2024."
ENCODER = ("embed.", "encoder.", "merge.")

# Blocks of each level of the encoder, and of the decoder from the lowest level up.
DEPTHS = {"base": ((2, 2, 2, 2), (2, 2, 2, 1)), "deep": ((2, 2, 9, 2), (2, 9, 2, 2))}
PATCH = 4
LEVELS = 4
# What VMamba's files (Liu et al. 2024) call a block's weights, in the order of ours.
THEIRS = {
    "ln_1.": "norm.",
    "self_attention.in_proj.": "scan.project.",
    "self_attention.conv2d.": "scan.depthwise.",
    "self_attention.x_proj_weight": "scan.select",
    "self_attention.dt_projs_weight": "scan.delta_weight",
    "self_attention.dt_projs_bias": "scan.delta_bias",
    "self_attention.A_logs": "scan.a_log",
    "self_attention.Ds": "scan.d",
    "self_attention.out_norm.": "scan.norm.",
    "self_attention.out_proj.": "scan.out.",
}
STEP = PATCH * 2 ** (LEVELS - 1)


class Embed(nn.Module):
    """Patches of 4 × 4 pixels as one position of `channels` numbers."""

    def __init__(self, in_channels: int, channels: int):
        super().__init__()
        self.project = nn.Conv2d(in_channels, channels, PATCH, stride=PATCH)
        self.norm = nn.LayerNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, in_channels, rows, columns) to (batch, rows / 4, columns / 4, channels)."""
        return self.norm(self.project(x).permute(0, 2, 3, 1))


class Merge(nn.Module):
    """Four neighbors become one position with twice the channels."""

    def __init__(self, channels: int):
        super().__init__()
        self.norm = nn.LayerNorm(4 * channels)
        self.reduce = nn.Linear(4 * channels, 2 * channels, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, rows, columns, channels) to (batch, rows / 2, columns / 2, 2 channels)."""
        near = [x[:, row::2, column::2] for column in (0, 1) for row in (0, 1)]
        return self.reduce(self.norm(torch.cat(near, dim=-1)))


class Expand(nn.Module):
    """One position becomes `scale` × `scale` of them."""

    def __init__(self, channels: int, widened: int, scale: int):
        super().__init__()
        self.scale = scale
        self.widen = nn.Linear(channels, widened, bias=False)
        self.norm = nn.LayerNorm(widened // scale**2)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, rows, columns, channels) to (batch, scale rows, scale columns, widened / scale²)."""
        batch, rows, columns, _ = x.shape
        x = self.widen(x).view(batch, rows, columns, self.scale, self.scale, -1)
        x = x.transpose(2, 3).reshape(batch, rows * self.scale, columns * self.scale, -1)
        return self.norm(x)


class VMUNet(nn.Module):
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns).

    Args:
        in_channels: Channels of a slice.
        classes: Background and organs.
        variant: `base`, blocks [2, 2, 2, 2] and [2, 2, 2, 1] (27.43 M parameters with 3 channels and 1 class), or
            `deep`, [2, 2, 9, 2] and [2, 9, 2, 2] (44.27 M).
        width: Channels of the first level, divisible by 4; each level below has twice as many.
        drop_path: Probability of leaving a block out, growing from 0 at the first block to this at the lowest level.

    Raises:
        StudyError: The arguments fit no network.
    """

    def __init__(
        self,
        in_channels: int,
        classes: int,
        variant: Literal["base", "deep"] = "base",
        width: int = 96,
        drop_path: float = 0.2,
    ):
        super().__init__()
        if variant not in DEPTHS:
            raise StudyError(f"VM-UNet: no variant is called {variant!r} (allowed: {', '.join(DEPTHS)})")
        if width < 4 or width % 4:
            raise StudyError(f"VM-UNet: width is {width}, but must be divisible by 4")
        if not 0 <= drop_path < 1:
            raise StudyError(f"VM-UNet: drop_path is {drop_path}, but must lie between 0 and 1")
        down, up = DEPTHS[variant]
        widths = [width * 2**level for level in range(LEVELS)]
        self.embed = Embed(in_channels, width)
        self.encoder = _levels(widths, down, torch.linspace(0, drop_path, sum(down), device="cpu").tolist())
        self.merge = nn.ModuleList(Merge(channels) for channels in widths[:-1])
        self.decoder = _levels(widths[::-1], up, torch.linspace(drop_path, 0, sum(up), device="cpu").tolist())
        self.expand = nn.ModuleList(Expand(channels, 2 * channels, 2) for channels in widths[:0:-1])
        self.enlarge = Expand(width, PATCH * width, PATCH)
        self.end = nn.Conv2d(width // PATCH, classes, 1)
        self.apply(_initialize)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of slices.

        Raises:
            StudyError: Rows or columns are not divisible by 32.
        """
        check_divisible("VM-UNet", x, STEP)
        x = self.embed(x)
        skips = []
        for level, merge in zip(self.encoder[:-1], self.merge, strict=True):
            skips.append(level(x))
            x = merge(skips[-1])
        x = self.decoder[0](self.encoder[-1](x))
        for expand, level in zip(self.expand, self.decoder[1:], strict=True):
            x = level(expand(x) + skips.pop())
        return self.end(self.enlarge(x).permute(0, 3, 1, 2))

    def renamed(self, stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The weights of VMamba's encoder for ImageNet under the names they have here.

        As VM-UNet's authors do, a level's blocks also begin the decoder's level of the same width.
        """
        found = {}
        for name, weight in stored.items():
            if name.startswith("patch_embed."):
                found[name.replace("patch_embed.", "embed.").replace(".proj.", ".project.")] = weight
            elif part := re.fullmatch(r"layers\.(\d)\.downsample\.(norm|reduction)\.(.*)", name):
                found[f"merge.{part[1]}.{part[2].replace('reduction', 'reduce')}.{part[3]}"] = weight
            elif part := re.fullmatch(r"layers\.(\d)\.blocks\.(\d+)\.(.*)", name):
                level, block, rest = int(part[1]), part[2], part[3]
                for theirs, ours in THEIRS.items():
                    if rest.startswith(theirs):
                        own = ours + rest.removeprefix(theirs)
                        # four directions, one after the other there
                        shaped = weight.unflatten(0, (DIRECTIONS, -1)) if own in ("scan.a_log", "scan.d") else weight
                        found[f"encoder.{level}.{block}.{own}"] = shaped
                        found[f"decoder.{LEVELS - 1 - level}.{block}.{own}"] = shaped
        return found


def _levels(widths: list[int], depths: tuple[int, ...], drops: list[float]) -> nn.ModuleList:
    levels, left = nn.ModuleList(), list(drops)
    for channels, depth in zip(widths, depths, strict=True):
        levels.append(nn.Sequential(*(VSSBlock(channels, left.pop(0)) for _ in range(depth))))
    return levels


def _initialize(module: nn.Module) -> None:
    if isinstance(module, nn.Linear):
        nn.init.trunc_normal_(module.weight, std=0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)

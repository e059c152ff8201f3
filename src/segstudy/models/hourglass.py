"""A stacked hourglass that says where an organ's center is (Newell et al. 2016, arXiv:1603.06937).

It is trained on heat maps, a quarter of the slice's size a side, with a center for each connected piece of an organ.
What it predicts is a spot around each center: an arm with this network segments nothing, but other arms' views can be
placed by it (`source_arm`), one for each spot.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from segstudy.models.divisible import check_divisible
from segstudy.models.heat_maps import center_heat, heat_loss, spots

NAME = "Stacked hourglass (centers only)"
SLICE_STEP = 4
HALVED_BY = "depth"
SOURCE = (
    "Newell A, Yang K, Deng J. Stacked hourglass networks for human pose estimation. European Conference on "
    "Computer Vision (ECCV), 2016:483–499. doi:10.1007/978-3-319-46484-8_29"
)
# Its arms find centers: no rows of a table of segmentations, and no tests of it.
SEGMENTS = False

# Pixels of the slice to one of a heat map.
STRIDE = 4


class Residual(nn.Module):
    """Bottleneck of 1×1, 3×3 and 1×1 convolutions after normalization, beside the identity."""

    def __init__(self, channels_in: int, channels_out: int):
        super().__init__()
        half, layers = channels_out // 2, []
        for wide, narrow, kernel in ((channels_in, half, 1), (half, half, 3), (half, channels_out, 1)):
            layers += [nn.BatchNorm2d(wide), nn.ReLU(), nn.Conv2d(wide, narrow, kernel, padding=kernel // 2)]
        self.body = nn.Sequential(*layers)
        self.skip = nn.Identity() if channels_in == channels_out else nn.Conv2d(channels_in, channels_out, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels_in, rows, columns) to (batch, channels_out, rows, columns)."""
        return self.body(x) + self.skip(x)


class Level(nn.Module):
    """One level of an hourglass: halved, worked on by what lies below, doubled, and added to what was not halved."""

    def __init__(self, features: int, depth: int):
        super().__init__()
        self.beside = Residual(features, features)
        self.down = Residual(features, features)
        self.below = Level(features, depth - 1) if depth > 1 else Residual(features, features)
        self.up = Residual(features, features)

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        low = self.up(self.below(self.down(F.max_pool2d(x, 2))))
        return self.beside(x) + F.interpolate(low, scale_factor=2.0)


class Hourglass(nn.Module):
    """(batch, in_channels, rows, columns) to heat maps (training) or to spots' logits (evaluation).

    Training: (batch, stacks, organs, rows / 4, columns / 4). Evaluation: (batch, classes, rows, columns), positive for
    an organ within a spot about each of the highest peaks of its last map that is at least `least`.
    With 8 stacks of 256 features it has 25.4 million weights; the 32.8 million given elsewhere count 1×1 convolutions
    beside residual blocks that change no channels, which are made there and never used.

    Args:
        in_channels: Channels of a slice.
        classes: Background and organs.
        stacks: How many hourglasses follow each other.
        features: Channels of every level.
        depth: Halvings of each hourglass.
        width_px: Standard deviation of the heat about a center, for slices of 256 pixels a side; none takes that of a
            disc as large as the organ.
        least: Heat below which there is no center.
        peaks: How many centers an organ has in a slice at most: the aorta is cut twice where it bends. No two of them
            lie within `width_px`.
    """

    # Spots are all or nothing: their Dice says little of the centers.
    chosen_by = "loss"

    def __init__(
        self,
        in_channels: int,
        classes: int,
        stacks: int = 2,
        features: int = 256,
        depth: int = 4,
        width_px: float | None = 8.0,
        least: float = 0.3,
        peaks: int = 4,
    ):
        super().__init__()
        self.depth, self.width_px, self.least, self.peaks = depth, width_px, least, peaks
        half, organs = features // 2, classes - 1
        self.stem = nn.Sequential(
            nn.Conv2d(in_channels, features // 4, 7, stride=2, padding=3),
            nn.BatchNorm2d(features // 4),
            nn.ReLU(),
            Residual(features // 4, half),
            nn.MaxPool2d(2),
            Residual(half, half),
            Residual(half, features),
        )
        self.hourglasses = nn.ModuleList(
            nn.Sequential(
                Level(features, depth),
                Residual(features, features),
                nn.Conv2d(features, features, 1),
                nn.BatchNorm2d(features),
                nn.ReLU(),
            )
            for _ in range(stacks)
        )
        self.heat = nn.ModuleList(nn.Conv2d(features, organs, 1) for _ in range(stacks))
        self.again = nn.ModuleList(nn.Conv2d(features, features, 1) for _ in range(stacks - 1))
        self.back = nn.ModuleList(nn.Conv2d(organs, features, 1) for _ in range(stacks - 1))

    def forward(self, x: Tensor) -> Tensor:
        """Heat maps in training, spots' logits in evaluation.

        Raises:
            StudyError: The slice cannot be halved as often as the network does.
        """
        maps = self._maps(x)
        return maps if self.training else self._spots(maps, x)

    def judged(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What `loss` takes, and the spots' logits; both as in evaluation.

        The loss of spots would be one constant until a map is as high as `least`.
        """
        maps = self._maps(x)
        return maps, self._spots(maps, x)

    def _spots(self, maps: Tensor, x: Tensor) -> Tensor:
        shape = (x.shape[-2], x.shape[-1])
        width = self._width(shape)
        return spots(maps[:, -1].float(), shape, width, self.least, self.peaks, width or 0.0)

    def _maps(self, x: Tensor) -> Tensor:
        check_divisible("Hourglass", x, STRIDE * 2**self.depth, ", or the network's `depth`")
        x, maps = self.stem(x), []
        for stack, hourglass in enumerate(self.hourglasses):
            features = hourglass(x)
            maps.append(self.heat[stack](features))
            if stack < len(self.again):
                x = x + self.again[stack](features) + self.back[stack](maps[-1])
        return torch.stack(maps, dim=1)

    def _width(self, shape: tuple[int, int]) -> float | None:
        return self.width_px and self.width_px * min(shape) / 256

    def loss(self, output: Tensor, label: Tensor, annotated: Tensor) -> Tensor:
        """What it is trained on in the place of a study's `loss`; see `heat_loss`.

        Args:
            output: Heat maps, as in training.
            label: int64 (batch, rows, columns).
            annotated: bool (batch, classes).
        """
        width = self._width((label.shape[-2], label.shape[-1]))
        return heat_loss(output, center_heat(label, output, width), annotated[:, 1:])

"""A network that says an organ's center as two numbers, and whether there is one: what heat maps are compared with.

Residual blocks, each halved, and one layer of numbers. It knows one center an organ and slice, of the organ's largest
piece: where an organ is cut twice, a network of heat maps (`hourglass`) is needed.
"""

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from segstudy.models.divisible import check_divisible
from segstudy.models.heat_maps import drawn_spots
from segstudy.models.hourglass import Residual

NAME = "Regression of centers (centers only)"
SLICE_STEP = 4
HALVED_BY = "levels"
SOURCE = "polar"
# Its arms find centers: no rows of a table of segmentations, and no tests of it.
SEGMENTS = False

# The features of a slice are told apart on so many places a side.
PLACES = 4


class CenterRegression(nn.Module):
    """(batch, in_channels, rows, columns) to numbers (training) or to spots' logits (evaluation).

    Training: (batch, organs, 3), row and column from the slice's middle, as shares of it, and a logit of whether
    the organ is there.
    Evaluation: (batch, classes, rows, columns), positive for an organ within a spot about its center, where it is
    likelier there than not.

    Args:
        in_channels: Channels of a slice.
        classes: Background and organs.
        filters: Channels of the first level, doubled by each.
        levels: How often features are halved after the first convolution's two times.
        width_px: Standard deviation of a spot, for slices of 256 pixels a side, as that of the hourglass's heat.
    """

    # Spots are all or nothing: their Dice says little of the centers.
    chosen_by = "loss"

    def __init__(self, in_channels: int, classes: int, filters: int = 32, levels: int = 4, width_px: float = 8.0):
        super().__init__()
        self.step, self.width_px, self.organs = SLICE_STEP * 2**levels, width_px, classes - 1
        layers: list[nn.Module] = [nn.Conv2d(in_channels, filters, 7, stride=2, padding=3), nn.MaxPool2d(2)]
        for level in range(levels):
            layers += [Residual(filters * 2**level, filters * 2 ** (level + 1)), nn.MaxPool2d(2)]
        last = filters * 2**levels
        self.features = nn.Sequential(*layers, nn.BatchNorm2d(last), nn.ReLU(), nn.AdaptiveAvgPool2d(PLACES))
        self.numbers = nn.Linear(last * PLACES**2, 3 * self.organs)

    def forward(self, x: Tensor) -> Tensor:
        """Numbers in training, spots' logits in evaluation.

        Raises:
            StudyError: The slice cannot be halved as often as the network does.
        """
        found = self._numbers(x)
        return found if self.training else self._spots(found, x)

    def judged(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What `loss` takes, and the spots' logits; both as in evaluation."""
        found = self._numbers(x)
        return found, self._spots(found, x)

    def _numbers(self, x: Tensor) -> Tensor:
        check_divisible("Regression of centers", x, self.step, ", or the network's `levels`")
        found: Tensor = self.numbers(self.features(x).flatten(1)).unflatten(1, (self.organs, 3))
        return found

    def _spots(self, found: Tensor, x: Tensor) -> Tensor:
        shape = (x.shape[-2], x.shape[-1])
        found = found.float()
        center = (found[:, :, None, :2] + 0.5).clamp(0, 1) * (torch.tensor(shape, device=found.device) - 1)
        there = found[:, :, 2:] > 0
        return drawn_spots(center, torch.full_like(center[..., 0], self.width_px * min(shape) / 256), there, shape)

    def loss(self, output: Tensor, label: Tensor, annotated: Tensor) -> Tensor:
        """What it is trained on in the place of a study's `loss`: squared error of centers, entropy of their presence.

        Args:
            output: Numbers, as in training.
            label: int64 (batch, rows, columns).
            annotated: bool (batch, classes).
        """
        centers, there = true_centers(label, self.organs)
        centers, there = centers.to(output.device), there.to(output.device)
        drawn = annotated[:, 1:].to(output.device)
        apart = ((output[..., :2].float() + 0.5 - centers) ** 2).sum(dim=2)
        seen = drawn & there
        presence = F.binary_cross_entropy_with_logits(output[..., 2].float(), there.float(), reduction="none")
        return (apart * seen).sum() / seen.sum().clamp_min(1) + (presence * drawn).sum() / drawn.sum().clamp_min(1)


def true_centers(label: Tensor, organs: int) -> tuple[Tensor, Tensor]:
    """The centroid of each organ's largest piece, as shares of the slice, (batch, organs, 2); and whether it is there.

    Args:
        label: Class indices (batch, rows, columns).
        organs: How many.
    """
    classes = label.cpu().numpy()
    centers, there = np.zeros((len(classes), organs, 2), np.float32), np.zeros((len(classes), organs), bool)
    sides = np.maximum(np.array(classes.shape[1:]) - 1, 1)
    for number, one in enumerate(classes):
        for organ in range(organs):
            pieces, _, stats, middles = cv2.connectedComponentsWithStats((one == organ + 1).astype(np.uint8))
            if pieces > 1:
                largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
                centers[number, organ], there[number, organ] = middles[largest][::-1] / sides, True
    return torch.from_numpy(centers), torch.from_numpy(there)

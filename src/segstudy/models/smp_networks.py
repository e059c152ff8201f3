"""Networks with a ResNet encoder from segmentation-models-pytorch, an optional extra of this project.

U-Net (Ronneberger et al. 2015), U-Net++ (Zhou et al. 2018) and DeepLabV3+ (Chen et al. 2018). Nothing is downloaded:
encoders start at random, or from a file.
"""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from segstudy.models.divisible import check_divisible
from segstudy.models.input_channels import spread
from segstudy.running.errors import StudyError
from segstudy.running.torchvision_operators import loadable_torchvision

STEP = {"Unet": 32, "UnetPlusPlus": 32, "DeepLabV3Plus": 16}


class EncodedNetwork(nn.Module):
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns).

    Args:
        architecture: The class of segmentation-models-pytorch.
        in_channels: Channels of a slice.
        classes: Background and organs.
        encoder: An encoder's name there, such as `resnet34`.
        encoder_weights: A safetensors file with the encoder's weights, under torchvision's names; none starts at
            random.

    Raises:
        StudyError: The package is missing, the encoder is unknown, or the file holds other weights.
    """

    def __init__(self, architecture: str, in_channels: int, classes: int, encoder: str, encoder_weights: str | None):
        super().__init__()
        loadable_torchvision()
        try:
            import segmentation_models_pytorch as smp
        except ImportError as error:
            raise StudyError(
                f"{architecture} comes with segmentation-models-pytorch, which is not installed; "
                "`pip install -c constraints.txt -e '.[smp]'` installs it"
            ) from error
        if encoder not in smp.encoders.encoders:
            known = ", ".join(name for name in smp.encoders.encoders if name.startswith("resnet"))
            raise StudyError(f"{architecture}: no encoder is called {encoder!r}; ResNets are {known}")
        build = getattr(smp, architecture)
        self.architecture, self.step = architecture, STEP[architecture]
        self.network = build(encoder, encoder_weights=None, in_channels=in_channels, classes=classes)
        if encoder_weights is not None:
            _load(self.network.encoder, encoder_weights, in_channels)
            # what an initialization leaves alone; not a module of its own, or its weights would be saved twice
            object.__setattr__(self, "pretrained", self.network.encoder)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of slices.

        Raises:
            StudyError: Rows or columns cannot be halved as often as the network does.
        """
        check_divisible(self.architecture, x, self.step)
        if self.training and len(x) == 1:
            # the last batch of an epoch may be a single slice, which a pooled feature's normalization refuses
            return self.network(torch.cat([x, x]))[:1]
        return self.network(x)


def _load(encoder: nn.Module, file: str, in_channels: int) -> None:
    """Weights for three channels are spread over those there are, so that their sum stays what it was."""
    try:
        weights = load_file(file)
        first = next(name for name, weight in weights.items() if weight.ndim == 4)
        weights[first] = spread(weights[first], in_channels)
        wanted = encoder.state_dict()
        encoder.load_state_dict({name: weights[name] for name in wanted})
    except (OSError, SafetensorError, StopIteration, KeyError, RuntimeError) as error:
        raise StudyError(
            f"encoder_weights: {Path(file)} holds no weights for this encoder ({type(error).__name__}: {error}); name "
            "a safetensors file of the same ResNet"
        ) from error

"""U-Net++ (Zhou et al. 2018) with a ResNet encoder, from segmentation-models-pytorch.

With `resnet34` it is the network that Benčević et al. call Res-U-Net++.
"""

from segstudy.models.smp_networks import EncodedNetwork

NAME = "U-Net++ with a ResNet encoder"
SLICE_STEP = 32
SOURCE = (
    "Zhou Z, Siddiquee MMR, Tajbakhsh N, Liang J. UNet++: a nested U-Net architecture for medical image "
    "segmentation. Deep Learning in Medical Image Analysis (DLMIA), 2018:3–11. doi:10.1007/978-3-030-00889-5_1"
)
ENCODER = ("network.encoder.",)
PACKAGE = "segmentation_models_pytorch"


def smp_unetplusplus(
    in_channels: int, classes: int, encoder: str = "resnet34", encoder_weights: str | None = None
) -> EncodedNetwork:
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns); see `EncodedNetwork`.

    Args:
        in_channels: Channels of a sample.
        classes: Background and organs.
        encoder: The encoder's name in segmentation-models-pytorch, such as `resnet34`.
        encoder_weights: A safetensors file of the encoder's weights, by torchvision's names; none starts at random.
    """
    return EncodedNetwork("UnetPlusPlus", in_channels, classes, encoder, encoder_weights)

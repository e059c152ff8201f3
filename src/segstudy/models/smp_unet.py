"""U-Net (Ronneberger et al. 2015) with a ResNet encoder, from segmentation-models-pytorch."""

from segstudy.models.smp_networks import EncodedNetwork

NAME = "U-Net with a ResNet encoder"
SLICE_STEP = 32
SOURCE = "unet"
ENCODER = ("network.encoder.",)
PACKAGE = "segmentation_models_pytorch"


def smp_unet(
    in_channels: int, classes: int, encoder: str = "resnet34", encoder_weights: str | None = None
) -> EncodedNetwork:
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns); see `EncodedNetwork`.

    Args:
        in_channels: Channels of a sample.
        classes: Background and organs.
        encoder: The encoder's name in segmentation-models-pytorch, such as `resnet34`.
        encoder_weights: A safetensors file of the encoder's weights, by torchvision's names; none starts at random.
    """
    return EncodedNetwork("Unet", in_channels, classes, encoder, encoder_weights)

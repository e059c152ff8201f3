"""DeepLabV3+ (Chen et al. 2018) with a ResNet encoder, from segmentation-models-pytorch."""

from segstudy.models.smp_networks import EncodedNetwork

NAME = "DeepLabV3+"
SLICE_STEP = 16
SOURCE = (
    "Chen LC, Zhu Y, Papandreou G, Schroff F, Adam H. Encoder-decoder with atrous separable convolution for "
    "semantic image segmentation. European Conference on Computer Vision (ECCV), 2018. "
    "doi:10.1007/978-3-030-01234-2_49"
)
ENCODER = ("network.encoder.",)
PACKAGE = "segmentation_models_pytorch"


def smp_deeplabv3plus(
    in_channels: int, classes: int, encoder: str = "resnet34", encoder_weights: str | None = None
) -> EncodedNetwork:
    """(batch, in_channels, rows, columns) to logits (batch, classes, rows, columns); see `EncodedNetwork`.

    Args:
        in_channels: Channels of a sample.
        classes: Background and organs.
        encoder: The encoder's name in segmentation-models-pytorch, such as `resnet34`.
        encoder_weights: A safetensors file of the encoder's weights, by torchvision's names; none starts at random.
    """
    return EncodedNetwork("DeepLabV3Plus", in_channels, classes, encoder, encoder_weights)

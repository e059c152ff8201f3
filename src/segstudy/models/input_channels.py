"""A first convolution for scans of other channels than those it learned from."""

from torch import Tensor


def spread(weight: Tensor, channels: int) -> Tensor:
    """A convolution's weights (outgoing, incoming, …) for `channels` incoming ones.

    A channel that was shown several times looks as one did: for one channel all are summed, for more they are repeated
    in turn and scaled, as segmentation-models-pytorch does it and as nnssl repeats its own.
    """
    given = weight.shape[1]
    if given == channels:
        return weight
    if channels == 1:
        return weight.sum(dim=1, keepdim=True)
    return weight[:, [channel % given for channel in range(channels)]] * (given / channels)

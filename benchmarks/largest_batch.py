"""The largest batch of slices that a network can learn from on this GPU, by the size of what it sees.

    python benchmarks/largest_batch.py [--networks enet customnet] [--sizes 64 128 256 512] [--most 4096]

What a crop of 64 pixels gains beside a slice of 512. Each batch is tried by two steps of Adam, as trainings make them,
doubled until the memory is full, and then found by halving what lies between. Skips, saying so, where there is no GPU.
"""

import argparse
from collections.abc import Callable

import torch
from torch import nn

from segstudy.models.build import build_model
from segstudy.models.registry import builder_of
from segstudy.training.precision import Precision, memory_layout

CLASSES, STEPS = 5, 2


def largest(fits: Callable[[int], bool], most: int) -> int:
    """The largest number up to `most` that fits, where all below one that fits fit; 0 where not even 1 does."""
    low, high = 0, 1
    while high <= most and fits(high):
        low, high = high, 2 * high
    high = min(high, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def can_learn(network: nn.Module, size: int, batch: int, device: torch.device) -> bool:
    """Whether so many slices can be learned from before the memory of the device is full."""
    optimizer, precision = torch.optim.Adam(network.parameters()), Precision(device)
    try:
        for _ in range(STEPS):
            image = torch.randn(batch, 1, size, size, device=device).contiguous(memory_format=memory_layout(2))
            label = torch.randint(0, CLASSES, (batch, size, size), device=device)
            with precision.autocast():
                logits = network(image)
            precision.backward(nn.functional.cross_entropy(logits.float(), label))
            precision.step(optimizer, None)
    except torch.OutOfMemoryError:
        return False
    finally:
        network.zero_grad(set_to_none=True)
        torch.cuda.empty_cache()
    return True


def main() -> None:
    """Print a line for each network and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", nargs="+", default=["enet", "customnet"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[64, 128, 256, 512])
    parser.add_argument("--most", type=int, default=4096)
    given = parser.parse_args()
    if not torch.cuda.is_available():
        print("skipped: there is no GPU, whose memory would be the limit")
        return
    device = torch.device("cuda")
    print(
        f"{torch.cuda.get_device_name(device)}, {torch.cuda.get_device_properties(device).total_memory / 2**30:.0f} GiB"
    )
    for name in given.networks:
        for size in given.sizes:
            network = build_model(builder_of(name), 1, CLASSES).to(device, memory_format=memory_layout(2)).train()

            def fits(batch: int, network: nn.Module = network, size: int = size) -> bool:
                return can_learn(network, size, batch, device)

            print(f"{name:20} {size:5} pixels a side: {largest(fits, given.most):5} slices", flush=True)


if __name__ == "__main__":
    main()

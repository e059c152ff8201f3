"""How much faster VM-UNet learns by scanning chunks than by looping over time steps.

    python benchmarks/selective_scan.py [--threads 2] [--repeats 3] [--side 224] [--batch 2] [--without plain]

One forward and backward pass of the 27 M network, the same weights and pictures for every way of scanning, turn by
turn in one process, where outputs and gradients are first found equal. There are two loops, because much depends on
how one is written: the plain one reads each step's arguments by their index, as the definition stands in the
literature, and autograd then fills a whole sequence with zeros for each step's gradient; the split one takes all
sequences apart beforehand, which is the fastest loop known here. Where `mambapy` is installed, its parallel scan takes
a turn too.
"""

import argparse
import importlib.util
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor

from segstudy.models import vss_block
from segstudy.models.selective_scan import selective_scan
from segstudy.models.vmunet import VMUNet

TOLERANCE = 1e-3
# What takes minutes has one turn only.
ONCE = ("plain", "mambapy")


def plain(u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    """The definition, one time step after the other."""
    h = u.new_zeros(*u.shape[:3], a.shape[-1])
    out = []
    for t in range(u.shape[-1]):
        step = delta[..., t, None]
        h = (step * a).exp() * h + step * b[:, :, None, :, t] * u[..., t, None]
        out.append((h * c[:, :, None, :, t]).sum(dim=-1) + d * u[..., t])
    return torch.stack(out, dim=-1)


def split(u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    """The same, with every sequence split once, so that its gradient is gathered once."""
    h = u.new_zeros(*u.shape[:3], a.shape[-1])
    out = []
    for x, step, written, read in zip(*(each.unbind(-1) for each in (u, delta, b, c)), strict=True):
        h = (step[..., None] * a).exp() * h + (step * x)[..., None] * written[:, :, None]
        out.append((h @ read[..., None])[..., 0])
    return torch.stack(out, dim=-1) + d[..., None] * u


def mambapys(u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    """The same by mambapy's parallel scan; directions as further samples."""
    from mambapy.pscan import pscan

    steps, x = (tensor.flatten(0, 1).transpose(1, 2) for tensor in (delta, u))
    written, read = (tensor.flatten(0, 1).transpose(1, 2) for tensor in (b, c))
    decay = (steps[..., None] * a.repeat(len(u), 1, 1)[:, None]).exp()
    states = pscan(decay, (steps * x)[..., None] * written[:, :, None])
    return (states @ read[..., None])[..., 0].transpose(1, 2).unflatten(0, u.shape[:2]) + d[..., None] * u


def passed(network: VMUNet, pictures: Tensor, scan: Callable[..., Tensor]) -> tuple[float, Tensor, Tensor]:
    """Seconds of one forward and backward pass, the logits, and all gradients in one row."""
    network.zero_grad(set_to_none=True)
    vss_block.selective_scan = scan
    started = time.perf_counter()
    logits = network(pictures)
    logits.square().mean().backward()
    seconds = time.perf_counter() - started
    return seconds, logits.detach(), torch.cat([weight.grad.flatten() for weight in network.parameters()])


def ways(without: list[str]) -> dict[str, Callable[..., Tensor]]:
    """The scans to compare, this project's first."""
    found: dict[str, Callable[..., Tensor]] = {
        "chunks": selective_scan,
        "mambapy": mambapys,
        "split": split,
        "plain": plain,
    }
    if importlib.util.find_spec("mambapy") is None:
        print("mambapy is not installed and takes no turn")
        del found["mambapy"]
    return {name: scan for name, scan in found.items() if name not in without}


def check(mine: list[Tensor], theirs: list[Tensor], name: str) -> str:
    """How far two ways differ, in words; ends the program where times would compare different things."""
    away = [((one - other).norm() / other.norm()).item() for one, other in zip(mine, theirs, strict=True)]
    if max(away) > TOLERANCE:
        raise SystemExit(f"{name}: logits and gradients differ by {away} of their size from those of chunks")
    return f"{name}: logits differ by {away[0]:.1e} of their size from those of chunks, gradients by {away[1]:.1e}"


def main(threads: int, repeats: int, side: int, batch: int, without: list[str]) -> None:
    """Measure and compare."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    # no block is left out by chance, so that every pass does the same work
    network, scans = VMUNet(3, 1, drop_path=0.0), ways(without)
    millions = sum(weight.numel() for weight in network.parameters()) / 1e6
    print(f"VM-UNet, {millions:.2f} M parameters, {side}², batch {batch}, {threads} thread(s)", flush=True)
    for size in (64, side):
        pictures = torch.randn(batch, 3, size, size)
        seconds: dict[str, list[float]] = {name: [] for name in scans}
        expected: list[Tensor] = []
        for turn in range(repeats if size == side else 1):
            for name, scan in scans.items():
                if turn and name in ONCE:
                    continue
                took, *found = passed(network, pictures, scan)
                seconds[name].append(took)
                expected = expected or found
                if not turn:
                    print(f"{size}²: {check(expected, found, name)}", flush=True)
    for name, times in seconds.items():
        ratios = [other / mine for other, mine in zip(times, seconds["chunks"], strict=False)]
        print(
            f"{name:8} {statistics.median(times):7.2f} s ({min(times):.2f}–{max(times):.2f}); "
            f"chunks are {statistics.median(ratios):.1f} times as fast ({min(ratios):.1f}–{max(ratios):.1f})"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag, default in (("threads", 2), ("repeats", 3), ("side", 224), ("batch", 2)):
        parser.add_argument(f"--{flag}", type=int, default=default)
    parser.add_argument("--without", nargs="*", default=[], help="ways of scanning that take no turn")
    main(**vars(parser.parse_args()))

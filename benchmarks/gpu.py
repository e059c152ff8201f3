"""Training on a GPU: slices a second, shares of the step rate, ways to compute a step, hours of a study.

    python benchmarks/gpu.py [--limit 230] [--device cpu --small]

Under four minutes on one GPU; without one it says so and ends. It needs PyTorch, numpy and this project's files; what
needs more (whole trainings, 3D U-Net, nnU-Net) is left out with a sentence where a package is missing. Inputs are made
up. `step rate`: the same batch again and again; `fed`: shuffled slices, held on the device, gathered and cast there;
waiting is what lies between. Each figure is a row of the table.
"""

import argparse
import csv
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import torch
from everything import PAGE, machine, rewritten, title
from gpu_loops import our_rate, plain_rate
from gpu_power import watts_of
from gpu_steps import Network, Scans, Way, answer_rate, enet, fed_rate, step_rate, wait

HERE = Path(__file__).resolve().parent
# The course's ENet: what its loop, on PNG slices, reaches there in float32, and what is asked for.
NAMED = enet(8, 2, 256, 256)
WANTED, SHARE, TIMES, HOURS = 2600, 0.9, 10, 4
# The seven networks that serve the thirteen rows of config.yaml: kernels, sides, copies of a slice.
ROWS = [(16, (512, 512), 1), (16, (352, 320), 1), (16, (352, 320), 2), *2 * [(32, (352, 320), 1), (32, (352, 320), 2)]]
# SegTHOR's slices, of which a fold learns from .64 and validates on .16; epochs and folds of config.yaml.
SLICES, LEARNT, JUDGED, EPOCHS, FOLDS = 7390, 0.64, 0.16, 100, 5
# For a run that only shows that all of it runs.
NARROW: dict[str, dict[str, Any]] = {
    "ENet": {"kernels": 4, "factor": 2},
    "CustomNet": {"filters": 4, "bottleneck": 8},
    "VM-UNet": {"width": 8},
    "3D": {"patch": (32, 32, 32), "channels": (2, 4), "strides": (2,), "residual_units": 1},
}
COLUMNS = ("what", "network", "sides", "batch", "way", "value", "unit")
SCAN = (200, 512, 512)


@dataclass
class Run:
    """A run: what is measured, and until when."""

    device: torch.device
    small: bool
    ends: float
    rows: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """For each figure."""
        return 0.01 if self.small else 1.0

    def shrunk(self, network: Network) -> Network:
        """The network as it is measured: in a small run a narrow one, on 32 pixels a side, two at a time."""
        if not self.small:
            return network
        sides = (32,) * len(network.sides)
        return Network(network.name, network.builder, NARROW[network.name.split()[0]], sides, 2)

    def measure(
        self, what: str, network: Network, way: str, unit: str, work: Callable[[], float], needs: float = 3
    ) -> float | None:
        """One figure, as a row; None, with a sentence, where there is no time, no memory or no package for it."""
        told = f"{what}, {network.name} at {'×'.join(map(str, network.sides))}, batch {network.batch}, {way}"
        if time.monotonic() + (0 if self.small else needs) > self.ends:
            self.left_out.append(f"{told}: no time left")
            return None
        try:
            value = work()
        except ImportError as error:
            self.left_out.append(f"{told}: needs {error.name or error}")
            return None
        except (RuntimeError, subprocess.SubprocessError) as error:  # out of memory, or no such kernel
            self.left_out.append(f"{told}: {str(error).strip().splitlines()[-1][:150]}")
            return None
        finally:
            if self.device.type == "cuda":
                torch.cuda.empty_cache()
        self.add(what, network, way, value, unit)
        print(f"{told}: {value:.4g} {unit}", flush=True)
        return value

    def add(self, what: str, network: Network, way: str, value: float, unit: str) -> None:
        """A row of the table."""
        sides = "x".join(map(str, network.sides))
        self.rows.append(dict(zip(COLUMNS, (what, network.name, sides, network.batch, way, value, unit), strict=True)))


def rates(run: Run) -> list[str]:
    """Step rates and fed rates of all networks."""
    lines = [f"Fed steps reach a share of the step rate; wanted: {SHARE}. The rest of it is waiting.", ""]
    lines += ["| network | sides | batch | step rate | fed | share | waiting |", "|---|---|---|---|---|---|---|"]
    both = [enet(kernels, 2 if kernels == 8 else 4, side, side) for kernels in (8, 16, 32) for side in (256, 512)]
    both.append(Network("CustomNet", "segstudy.models.customnet:CustomNet", {}, (256, 256)))
    both.append(Network("VM-UNet", "segstudy.models.vmunet:VMUNet", {}, (256, 256)))
    for network in map(run.shrunk, both[-3:] if run.small else both):
        step, fed = (
            run.measure("step rate", network, "as trained", "slices/s",
                        lambda n=network: step_rate(n, Way(), run.device, run.seconds)),
            run.measure("fed", network, "as trained", "slices/s",
                        lambda n=network: fed_rate(n, 8 if run.small else 800, run.device, run.seconds)),
        )  # fmt: skip
        if step and fed:
            share = fed / step
            lines.append(f"{_named(network)} | {step:,.0f} | {fed:,.0f} | {share:.2f} | {max(0, 1 - share):.1%} |")
    patch = (64, 128, 128)
    volumes = run.shrunk(Network("3D U-Net", "segstudy.models.unet3d:unet3d", {"patch": patch}, patch, 2))
    step = run.measure(
        "step rate", volumes, "as trained", "patches/s", lambda: step_rate(volumes, Way(), run.device, run.seconds)
    )
    if step:
        lines.append(f"{_named(volumes)} | {step:,.1f} patches | | | |")
    return lines


def _named(network: Network) -> str:
    return f"| {network.name} | {'×'.join(map(str, network.sides))} | {network.batch}"


def ways(run: Run) -> list[str]:
    """The same step, computed in other ways; and in larger batches."""
    network = run.shrunk(NAMED)
    lines = ["| step of ENet K8 at 256² | batch | slices a second |", "|---|---|---|"]
    all_ways = (
        Way(),
        Way("no graph", graph=False),
        Way("no graph, cuDNN's search", graph=False, tuned=True),
        Way("graph, cuDNN's search", tuned=True),
        Way("graph, channels first", last=False),
        Way("graph, float32", mixed=False),
        Way("float32", mixed=False, graph=False),
        Way("float32, channels first", mixed=False, last=False, graph=False),
    )
    for way in all_ways[::7] if run.small else all_ways:
        found = run.measure("way", network, way.name, "slices/s",
                            lambda way=way: step_rate(network, way, run.device, run.seconds))  # fmt: skip
        if found:
            lines.append(f"| {way.name} | {network.batch} | {found:,.0f} |")
    for batch in (4,) if run.small else (16, 32, 64, 128):
        larger = Network(network.name, network.builder, network.arguments, network.sides, batch)
        found = run.measure("batch", larger, "as trained", "slices/s",
                            lambda n=larger: step_rate(n, Way(), run.device, run.seconds))  # fmt: skip
        if found:
            lines.append(f"| as trained | {batch} | {found:,.0f} |")
    return lines


def compiled(run: Run) -> list[str]:
    """`torch.compile`, in a process of its own, because it takes as long as it likes."""
    network, lines = run.shrunk(NAMED), []
    for mode in ("default", "reduce-overhead"):
        command = [sys.executable, __file__, "--compiled", mode, "--device", str(run.device)]
        work = _elsewhere(command, run.ends - time.monotonic())
        found = run.measure("way", network, f"torch.compile, {mode}", "slices/s", work, needs=30)
        if found:
            lines.append(f"| `torch.compile`, {mode} | {network.batch} | {found:,.0f} |")
    return lines


def loops(run: Run) -> list[str]:
    """Whole epochs: ours and the plain loop."""
    network, lines = run.shrunk(NAMED), []
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        few, many = (20, 20) if run.small else (1000, 5000)
        plain = run.measure(
            *("epoch", network, "plain loop on PNG, float32", "slices/s"),
            lambda: plain_rate(network, Path(first), few, run.device),
            needs=15,
        )
        ours = run.measure(
            *("epoch", network, "segstudy", "slices/s"),
            lambda: our_rate(network, Path(second), many, run.device),
            needs=15,
        )
    if plain:
        lines.append(f"Whole epochs, a fifth validating: the plain loop on PNG, in float32, {plain:,.0f} slices/s")
    if ours:
        lines.append(f"this project's training, its state written, {ours:,.0f} (wanted on one H100: {WANTED:,})")
    if plain and ours:
        lines.append(f"{ours / plain:.1f} times as many (wanted: {TIMES})")
    return ["; ".join(lines) + "."] if lines else []


def energy(run: Run) -> list[str]:
    """What a slice costs in energy."""
    network = run.shrunk(NAMED)
    if run.device.type != "cuda" or time.monotonic() + 5 > run.ends:
        return []
    index = run.device.index or 0
    found, watts = watts_of(lambda: fed_rate(network, 800, run.device, 3), index)
    if watts is None:
        run.left_out.append("energy: nothing here says what the GPU draws")
        return []
    joules = watts / found * 1000
    run.add("energy", network, "as trained", joules, "J/1000 slices")
    return [f"Energy while ENet K8 learns: {watts:.0f} W, {joules:.0f} J for 1,000 slices."]


def prediction(run: Run) -> list[str]:
    """Seconds until every voxel of a large scan, in memory, has its class."""
    network = run.shrunk(enet(8, 2, 512, 512))
    slices = 4 if run.small else SCAN[0]

    def work() -> float:
        from segstudy.volumes.windows.slabs import probability_slabs

        model, scan = (
            network.build().to(run.device, memory_format=torch.channels_last).eval(),
            Scans(slices, network.sides),
        )
        for _ in range(2):
            started = time.perf_counter()
            classes = [slab.argmax(dim=0).to(torch.uint8).cpu()
                       for _, slab in probability_slabs([model], scan, network.batch, run.device)]  # fmt: skip
            wait(run.device)
        assert sum(len(part) for part in classes) == slices
        return time.perf_counter() - started

    found = run.measure("prediction", network, "probabilities and classes", "s", work)
    if not found:
        return []
    sides = "×".join(map(str, network.sides))
    return [f"Prediction of a scan of {sides}×{slices} by ENet K8, from memory to classes: {found:.2f} s."]


def study(run: Run) -> list[str]:
    """Hours of the default study's trainings on one GPU, from measured rates."""
    hours = 0.0
    known: dict[tuple[Any, ...], tuple[float | None, float | None]] = {}
    for kernels, sides, copies in ROWS:
        network = run.shrunk(enet(kernels, 4, *sides))
        key = network.name, network.sides
        if key not in known:
            known[key] = (
                run.measure("fed", network, "as trained", "slices/s",
                            lambda n=network: fed_rate(n, 8 if run.small else 800, run.device, run.seconds)),
                run.measure("validation", network, "as trained", "slices/s",
                            lambda n=network: answer_rate(n, run.device, run.seconds)),
            )  # fmt: skip
        learning, judging = known[key]
        if not learning or not judging:
            return []
        epoch = SLICES * (LEARNT * copies / learning + JUDGED / judging)
        hours += epoch * EPOCHS * FOLDS / 3600
    run.add("study", Network("ENet", "", {}, ()), "13 rows, 5 folds", hours, "h")
    return [
        f"Thirteen rows × {FOLDS} folds of SegTHOR on this GPU alone, one training after the other, from these rates: "
        f"{hours:.1f} h (wanted: under {HOURS} h). Seven networks serve all rows, {EPOCHS} epochs each, {SLICES:,} "
        "slices in all; reading, states and prediction are not counted."
    ]


def nnunet(run: Run) -> list[str]:
    """What nnU-Net's own benchmark trainers take."""
    if importlib.util.find_spec("nnunetv2") is None:
        run.left_out.append("nnU-Net's benchmark trainers: nnunetv2 is not installed")
        return []
    if run.device.type != "cuda":
        run.left_out.append("nnU-Net's benchmark trainers: they run on CUDA alone")
        return []
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for trainer in ("nnUNetTrainerBenchmark_5epochs", "nnUNetTrainerBenchmark_5epochs_noDataLoading"):
            command = [sys.executable, str(HERE / "gpu_nnunet.py"), folder, trainer, "--device", str(run.device)]
            network = Network("nnU-Net", "", {}, (128, 128, 128), 2)
            work = _elsewhere(command, run.ends - time.monotonic())
            if found := run.measure("epoch of 50 iterations", network, trainer, "s", work, needs=40):
                lines.append(f"nnU-Net's own `{trainer}`: {found:.1f} s an epoch of 50 iterations.")
    return lines


def _elsewhere(command: list[str], seconds: float) -> Callable[[], float]:
    """What another process says in its last line."""

    def work() -> float:
        done = subprocess.run(command, capture_output=True, text=True, timeout=max(seconds, 1))
        if done.returncode:
            raise RuntimeError(done.stderr.strip() or f"ended with {done.returncode}")
        return float(json.loads(done.stdout.splitlines()[-1]))

    return work


def card(device: torch.device) -> str:
    """The device in words."""
    if device.type != "cuda":
        return "the processor"
    found = torch.cuda.get_device_properties(device)
    return f"{found.name}, {found.total_memory / 2**30:.0f} GiB, CUDA {torch.version.cuda}"


def write_table(run: Run, path: Path) -> None:
    """Every figure, with the card it is of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, (*COLUMNS, "device"))
        writer.writeheader()
        writer.writerows({**row, "device": card(run.device)} for row in run.rows)


def page(run: Run, parts: list[list[str]], took: float) -> str:
    """What the page says."""
    text = "\n\n".join("\n".join(lines) for lines in parts if lines)
    if run.left_out:
        text += "\n\nNot measured: " + "; ".join(run.left_out) + "."
    return f"{text}\n\n{date.today()}, {took:.0f} s in all. {card(run.device)}; {machine()}.\n"


def main() -> None:
    """Measure, and write the table and the page's section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--small", action="store_true", help="tiny inputs, to see that it runs; writes no page")
    parser.add_argument("--limit", type=float, default=230, help="seconds, after which nothing more is begun")
    parser.add_argument("--table", type=Path, default=HERE / "results" / f"{date.today()}-gpu.csv")
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("--compiled", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    device = torch.device(asked.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        print("benchmarks/gpu.py: no GPU that PyTorch can use is here, so nothing was measured")
        return
    started = time.monotonic()
    run = Run(device, asked.small, started + asked.limit)
    if asked.compiled:
        way = Way("torch.compile", compiled=asked.compiled, graph=False)
        print(json.dumps(step_rate(run.shrunk(NAMED), way, device, run.seconds)))
        return
    # the order in which they matter: what there is no time for is left out
    speed, loop, hours, scan = rates(run), loops(run), study(run), prediction(run)
    joules, other = energy(run), ways(run)
    nn, other = nnunet(run), [*other, *(compiled(run) if device.type == "cuda" else [])]
    text = page(run, [speed, loop, other, scan, hours, joules, nn], time.monotonic() - started)
    print(f"\n{text}")
    write_table(run, asked.table)
    if not asked.small:
        old = asked.page.read_text(encoding="utf-8") if asked.page.exists() else ""
        asked.page.write_text(rewritten(old, {title("gpu"): text}), encoding="utf-8")


if __name__ == "__main__":
    main()

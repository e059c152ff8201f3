"""What a block takes of electricity, where the machine tells it: counters of processors, power of NVIDIA's GPUs.

Processors of Intel's and AMD's count the energy of each package, and of memory where they know it (RAPL, by the
kernel's powercap files; since 2020 often for root alone). What a block takes of it is its share of the processor time
that the machine spent meanwhile. A GPU's power is asked of `nvidia-smi` every few seconds.
"""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import torch

POWERCAP = Path("/sys/class/powercap")
EVERY = 10.0
"""Seconds between two looks: counters begin anew after minutes, and power changes."""

_JOULES = 3600.0
"""Of a watt-hour."""


class Meter:
    """Adds up energy until it is stopped."""

    def __init__(self, gpu: str | None, sharing: int, powercap: Path, every: float) -> None:
        """Begin; arguments as for `metered`."""
        self._gpu, self._sharing, self._every = gpu, sharing, every
        # with PyTorch alone (docs/gpu.md) nothing tells what else the machine did meanwhile
        zones = _zones(powercap) if find_spec("psutil") else []
        counted = {zone: _micro(zone, "energy_uj") for zone in zones}
        self._zones = {zone: micro for zone, micro in counted.items() if micro is not None}
        self._told: dict[str, float] = {}
        self._looked, self._spent, self._busy = time.monotonic(), _spent(), _busy() if self._zones else 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True) if self._zones or gpu else None
        if self._thread:
            self._thread.start()

    def stop(self) -> dict[str, float]:
        """End, and say how many watt-hours were taken of what."""
        if not self._thread:
            return {}
        self._ended.set()
        self._thread.join()
        self._look()
        if "processors" in self._told:
            share = (_spent() - self._spent) / max(_busy() - self._busy, 1e-9)
            self._told["processors"] *= min(1.0, share)
        return {name: round(joules / _JOULES, 4) for name, joules in self._told.items()}

    def _follow(self) -> None:
        while not self._ended.wait(self._every):
            self._look()

    def _look(self) -> None:
        now = time.monotonic()
        for zone, before in self._zones.items():
            if (counted := _micro(zone, "energy_uj")) is not None:
                taken = counted - before
                if taken < 0:  # the counter began anew
                    taken += _micro(zone, "max_energy_range_uj") or 0
                self._told["processors"] = self._told.get("processors", 0.0) + max(0, taken) / 1e6
                self._zones[zone] = counted
        if self._gpu and (watts := _watts(self._gpu)) is not None:
            self._told["gpu"] = self._told.get("gpu", 0.0) + watts * (now - self._looked) / self._sharing
        self._looked = now


@contextmanager
def metered(
    device: torch.device, sharing: int = 1, powercap: Path = POWERCAP, every: float = EVERY
) -> Iterator[dict[str, float]]:
    """Watt-hours of `processors` and `gpu` that the block takes; nothing of what the machine does not tell.

    Args:
        device: Where it works.
        sharing: Jobs that share the GPU: each is said to take its part.
        powercap: The kernel's folder of counters.
        every: Seconds between two looks.

    Yields:
        What is filled in when the block ends.
    """
    gpu = f"GPU-{torch.cuda.get_device_properties(device).uuid}" if device.type == "cuda" else None
    meter = Meter(gpu, sharing, powercap, every)
    told: dict[str, float] = {}
    try:
        yield told
    finally:
        told.update(meter.stop())


def _zones(powercap: Path) -> list[Path]:
    """Packages, and memory, which is not counted with them; what else there is, is a part of a package or the whole."""
    named = {zone: _text(zone / "name") for zone in sorted(powercap.glob("intel-rapl:*"))}
    return [zone for zone, name in named.items() if name.startswith("package") or name == "dram"]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _micro(zone: Path, name: str) -> int | None:
    text = _text(zone / name)
    return int(text) if text.isdigit() else None


def _spent() -> float:
    """Processor seconds of this process, and of those that it started and that have ended."""
    return sum(os.times()[:4])


def _busy() -> float:
    """Processor seconds of the whole machine."""
    import psutil

    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    # what guests take is counted with the processes that run them
    guests = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
    return float(sum(times) - idle - guests)


def _watts(gpu: str) -> float | None:
    command = ["nvidia-smi", f"--id={gpu}", "--query-gpu=power.draw", "--format=csv,noheader,nounits"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
        return float(said)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None  # no such command, or a GPU that does not tell

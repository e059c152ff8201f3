import os
import time

import pytest
import torch

from segstudy.running import energy
from segstudy.running.energy import metered

CPU = torch.device("cpu")


def zone(folder, name, of, counted, largest=10**12):
    made = folder / name
    made.mkdir(parents=True, exist_ok=True)
    for file, value in (("name", of), ("energy_uj", counted), ("max_energy_range_uj", largest)):
        (made / file).write_text(f"{value}\n")
    return made / "energy_uj"


def work(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_packages_and_memory_count_and_what_is_part_of_them_or_all_does_not(tmp_path, monkeypatch):
    monkeypatch.setattr(energy, "_busy", lambda: sum(os.times()[:4]))  # nothing else works on this machine
    counters = [zone(tmp_path, name, of, 5_000_000) for name, of in (
        ("intel-rapl:0", "package-0"), ("intel-rapl:0:0", "core"), ("intel-rapl:0:1", "dram"),
        ("intel-rapl:1", "package-1"), ("intel-rapl:2", "psys"), ("intel-rapl-mmio:0", "package-0"))]  # fmt: skip
    with metered(CPU, powercap=tmp_path) as told:
        work(0.05)
        for counter in counters:
            counter.write_text(f"{5_000_000 + 3_600_000_000}\n")
        assert told == {}
    assert told == {"processors": 3.0}


def test_a_counter_that_begins_anew_is_followed(tmp_path, monkeypatch):
    monkeypatch.setattr(energy, "_busy", lambda: sum(os.times()[:4]))
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 3_000_000_000, largest=3_600_000_000)
    meter = energy.Meter(None, 1, tmp_path, every=3600)
    for counted in (600_000_000, 3_000_000_000, 600_000_000):
        counter.write_text(f"{counted}\n")
        meter._look()
    work(0.05)
    assert meter.stop() == {"processors": pytest.approx((1.2 + 2.4 + 1.2) / 3.6, rel=1e-3)}


def test_what_others_work_meanwhile_is_theirs(tmp_path, monkeypatch):
    own = sum(os.times()[:4])
    monkeypatch.setattr(energy, "_busy", lambda: 4 * (sum(os.times()[:4]) - own))
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 0)
    with metered(CPU, powercap=tmp_path) as told:
        work(0.2)
        counter.write_text("3600000000\n")
    assert told["processors"] == pytest.approx(0.25, rel=0.2)


def test_a_machine_that_does_not_tell_says_nothing(tmp_path):
    zone(tmp_path, "intel-rapl:0", "package-0", "")  # not for this user to read
    for folder in (tmp_path, tmp_path / "none"):
        with metered(CPU, powercap=folder) as told:
            work(0.05)
        assert told == {}


@pytest.mark.parametrize(("said", "sharing", "known"), [("90.0", 1, True), ("90.0", 3, True), ("[N/A]", 1, False)])
def test_a_gpu_is_asked_of_nvidias_program(said, sharing, known, tmp_path, monkeypatch):
    """A stand-in for the program; tests/gpu trains where there is one."""
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\necho \"$@\" > '{tmp_path}/asked'\necho '{said}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    meter = energy.Meter("GPU-1", sharing, tmp_path, every=0.05)
    begun = time.monotonic()
    time.sleep(0.3)
    told = meter.stop()
    watts = 90.0 / sharing
    assert ("gpu" in told) == known
    if known:
        assert told["gpu"] == pytest.approx(watts * (time.monotonic() - begun) / 3600, rel=0.3)
    assert "--id=GPU-1 --query-gpu=power.draw" in (tmp_path / "asked").read_text()

import importlib.metadata
from pathlib import Path

import torch


def test_default_installation_brings_no_torchvision_and_no_cuda():
    names = {(distribution.metadata["Name"] or "").lower() for distribution in importlib.metadata.distributions()}
    assert "torch" in names
    assert not {name for name in names if name.startswith(("torchvision", "nvidia", "triton"))}
    assert torch.version.cuda is None


def test_constraints_pin_everything_that_is_installed():
    with Path("constraints.txt").open(encoding="utf-8") as lines:
        pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    assert "torch" in pinned
    wanted = importlib.metadata.requires("segstudy")
    direct = {requirement.split(";")[0].split(">")[0].split("=")[0].strip().lower() for requirement in wanted}
    assert direct <= pinned, direct - pinned

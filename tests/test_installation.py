import importlib.metadata
from pathlib import Path

import torch
from packaging.requirements import Requirement


def closure(name, extras=()):
    """The packages that installing `name` brings, and what each asks for, as far as they are installed here."""
    reached, waiting = {}, [(name, tuple(extras))]
    while waiting:
        package, wanted = waiting.pop()
        key = package.lower().replace("_", "-")
        if (key, wanted) in reached:
            continue
        try:
            requirements = [Requirement(text) for text in importlib.metadata.requires(package) or []]
        except importlib.metadata.PackageNotFoundError:
            requirements = []
        reached[key, wanted] = [
            requirement
            for requirement in requirements
            if requirement.marker is None
            or any(requirement.marker.evaluate({"extra": extra}) for extra in (*wanted, ""))
        ]
        waiting += [(requirement.name, tuple(sorted(requirement.extras))) for requirement in reached[key, wanted]]
    return {key for key, _ in reached}


def test_default_installation_brings_no_torchvision_and_no_cuda():
    names = closure("segstudy")
    assert {"torch", "snakemake", "pydantic-core"} <= names
    assert not {name for name in names if name.startswith(("torchvision", "nvidia", "triton"))}
    assert not names & {"nnunetv2", "mlflow", "dvc", "transformers"}
    assert torch.version.cuda is None


def test_constraints_pin_everything_that_is_installed():
    with Path("constraints.txt").open(encoding="utf-8") as lines:
        pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    assert "torch" in pinned
    wanted = [Requirement(text) for text in importlib.metadata.requires("segstudy")]
    direct = {requirement.name.lower() for requirement in wanted} - {"segstudy"}
    assert direct <= pinned, direct - pinned


def test_the_default_installation_is_locked_by_hashes():
    locked = {}
    for entry in Path("requirements.txt").read_text(encoding="utf-8").replace("\\\n", "").splitlines():
        if not entry.startswith("#"):
            requirement, *hashes = entry.split("--hash=sha256:")
            assert hashes and all(len(value.strip()) == 64 for value in hashes), requirement
            name, _, version = requirement.partition(";")[0].strip().partition("==")
            locked[name] = version
    needed = closure("segstudy") - {"segstudy", "torch"}
    installed = {name for name in needed if _version(name)}
    assert installed <= locked.keys(), installed - locked.keys()
    with Path("constraints.txt").open(encoding="utf-8") as lines:
        pinned = dict(line.strip().lower().replace("_", "-").split("==") for line in lines if "==" in line)
    assert {name: locked[name] for name in installed} == {name: pinned.get(name, locked[name]) for name in installed}


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None

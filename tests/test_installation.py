import importlib.metadata
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def closure(name, extras=()):
    """The packages that installing `name` brings, and what each asks for, as far as they are installed here."""
    reached, waiting = {}, [(name, tuple(extras))]
    while waiting:
        package, wanted = waiting.pop()
        key = canonicalize_name(package)
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
        pinned = {canonicalize_name(line.partition("==")[0]) for line in lines if "==" in line}
    assert "torch" in pinned
    wanted = [Requirement(text) for text in importlib.metadata.requires("segstudy")]
    direct = {requirement.name.lower() for requirement in wanted} - {"segstudy"}
    assert direct <= pinned, direct - pinned


def test_packages_that_are_installed_get_on_with_each_other():
    """As `pip check`, which ends in an exception from pip 24.1 on: the metadata of itk 5.4.7 name no tag."""
    problems = []
    for package in importlib.metadata.distributions():
        for wanted in map(Requirement, package.requires or []):
            if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
                continue
            try:
                found = importlib.metadata.version(wanted.name)
            except importlib.metadata.PackageNotFoundError:
                found = "none"
            if found == "none" or not wanted.specifier.contains(found, prereleases=True):
                problems.append(f"{package.name} wants {wanted}, there is {found}")
    assert problems == []


# The extras that each list is for, beside the default installation.
LOCKS = {
    "requirements.txt": (),
    "requirements/app.txt": ("app",),
    "requirements/tracking.txt": ("tracking",),
    "requirements/schedulers.txt": ("schedulers",),
    "requirements/dev.txt": ("app", "dev"),
}
# Their builds differ between machines.
BY_VERSION = {"torch", "torchvision", "triton"}
# They come as source alone, the same for every interpreter.
SOURCES = ("connection-pool", "acvl-utils", "antlr4-python3-runtime")
UNREACHED = ("Failed to fetch", "error sending request", "Network connectivity is disabled", "dns error")


def locked_in(path):
    """Versions by package of a list with hashes."""
    locked = {}
    for entry in Path(path).read_text(encoding="utf-8").replace("\\\n", "").splitlines():
        if not entry.startswith("#"):
            requirement, *hashes = entry.split("--hash=sha256:")
            assert hashes and all(len(value.strip()) == 64 for value in hashes), requirement
            name, _, version = requirement.partition(";")[0].strip().partition("==")
            locked[name] = version
    return locked


@pytest.mark.parametrize(("path", "extras"), LOCKS.items(), ids=str)
def test_every_installation_is_locked_by_hashes(path, extras):
    locked = locked_in("requirements.txt") | locked_in(path)
    needed = closure("segstudy", extras) - {"segstudy", *BY_VERSION}
    installed = {name for name in needed if _version(name)}
    assert installed <= locked.keys(), installed - locked.keys()
    with Path("constraints.txt").open(encoding="utf-8") as lines:
        pinned = {canonicalize_name(name): v.strip() for name, _, v in (line.partition("==") for line in lines) if v}
    assert {name: locked[name] for name in installed} == {name: pinned.get(name, locked[name]) for name in installed}


def test_lists_of_extras_hold_the_same_of_what_they_share():
    """So that what the index is asked of the longest holds of all."""
    blocks = {}
    for path in LOCKS:
        for block in re.findall(r"^[a-z].*(?:\\\n.*)+", Path(path).read_text(encoding="utf-8"), re.MULTILINE):
            first, *hashes = block.split("\\\n")
            blocks.setdefault(first.partition(";")[0].strip(), set()).add(tuple(hashes))
    assert len(blocks) > 250 and {name for name, seen in blocks.items() if len(seen) > 1} == set()
    assert locked_in("requirements/app.txt").items() <= locked_in("requirements/dev.txt").items()
    assert locked_in("requirements/tracking.txt").items() <= locked_in("requirements/dev.txt").items()


def resolved(interpreter, folder):
    """A resolution for another interpreter, of which nothing is installed: uv's exit status and what it said."""
    (folder / "elsewhere.txt").write_text("\n".join(BY_VERSION))
    sources = [word for name in SOURCES for word in ("--no-binary", name)]
    done = subprocess.run(
        ["uv", "pip", "install", "--dry-run", "--require-hashes", "--only-binary", ":all:", *sources,
         "-r", "requirements.txt", "-r", "requirements/dev.txt", "--excludes", folder / "elsewhere.txt",
         "--python-version", interpreter, "--target", folder / "nowhere"],
        env={"UV_HTTP_RETRIES": "1"} | os.environ, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_the_lists_are_whole_and_have_wheels_for_each_interpreter(tmp_path):
    """What a package needs is in them too, and a wheel has one of the hashes: the index is asked, nothing installed."""
    if not shutil.which("uv"):
        pytest.skip("uv is not installed")
    every = ("3.11", "3.12", "3.13")
    with ThreadPoolExecutor() as pool:
        said = dict(zip(every, pool.map(lambda each: resolved(each, tmp_path), every), strict=True))
    if unreached := [text for code, text in said.values() if code and any(words in text for words in UNREACHED)]:
        pytest.skip(f"the index cannot be asked: {unreached[0].strip().splitlines()[-1].strip()}")
    assert {each: text for each, (code, text) in said.items() if code} == {}


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None

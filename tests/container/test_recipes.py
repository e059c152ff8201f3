"""The recipes of containers: what they copy is there and suffices, and their steps are the Makefile's.

There is no registry here to build them from: what is left untried is the base image.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "containers/Dockerfile").read_text(encoding="utf-8")
DEFINITION = (ROOT / "containers/segstudy.def").read_text(encoding="utf-8")
INSTALL = ROOT / "containers/install.sh"
PLACE = "/opt/segstudy"


def copied_by_docker():
    """Source by place, of every COPY."""
    pairs = {}
    for line in re.findall(r"^COPY (.+)$", DOCKERFILE, flags=re.MULTILINE):
        *sources, place = line.split()
        for source in sources:
            pairs[source] = place + source if place.endswith("/") else place
    return pairs


def copied_by_apptainer():
    """Source by place, of the section `%files`."""
    section = DEFINITION.split("%files\n")[1].split("\n\n")[0]
    return dict(line.split() for line in section.splitlines())


def test_both_copy_the_same_to_the_same_place():
    assert copied_by_docker() == copied_by_apptainer()
    for source, place in copied_by_docker().items():
        assert (ROOT / source).exists() and place == f"{PLACE}/{source}"


def test_docker_is_sent_what_is_copied_and_nothing_else():
    ignored = (ROOT / "containers/Dockerfile.dockerignore").read_text(encoding="utf-8")
    lines = [line for line in ignored.splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == copied_by_docker().keys()


def test_both_begin_with_the_same_python_that_the_project_takes():
    default = re.search(r"^ARG PYTHON=(\S+)$", DOCKERFILE, flags=re.MULTILINE)[1]
    assert "FROM python:${PYTHON}" in DOCKERFILE and f"From: python:{default}\n" in DEFINITION
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert default.startswith(needs.removeprefix(">=") + "-")


def test_both_install_by_the_makefile_and_find_it_on_their_path():
    run = f"{PLACE}/containers/install.sh --system"
    assert f"RUN {run}\n" in DOCKERFILE and f"%post\n    {run}\n" in DEFINITION
    assert INSTALL.stat().st_mode & stat.S_IXUSR
    targets = re.findall(r"^make (\S+)", INSTALL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets and all(re.search(rf"^{re.escape(target)}:", makefile, flags=re.MULTILINE) for target in targets)
    path = f"PATH={PLACE}/.venv/bin:"
    assert f"ENV {path}" in DOCKERFILE and f"export {path}" in DEFINITION
    subprocess.run(["sh", "-n", INSTALL], check=True)


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """What an image holds of the project: the copied files alone."""
    folder = tmp_path_factory.mktemp("image") / "segstudy"
    for source in copied_by_docker():
        place = folder / source
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(ROOT / source, place)
    return folder


@pytest.fixture
def standing_in(tmp_path):
    """A folder with a command `apptainer` that writes down what it was asked, and runs the job without an image."""
    programs = tmp_path / "programs"
    programs.mkdir()
    program = programs / "apptainer"
    program.write_text(
        f"""#!{sys.executable}
import os, subprocess, sys
if sys.argv[1:] == ["--version"]:
    print("apptainer version 1.3.4")
    sys.exit()
with open({str(tmp_path / "asked.txt")!r}, "a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
at = next(place for place, word in enumerate(sys.argv) if word.endswith(".sif"))
# what would be mounted
command = sys.argv[-1].replace("/mnt/snakemake_searchpaths/item_", "/nowhere/item_")
sys.exit(subprocess.run([sys.argv[at + 1], "-c", command]).returncode)
"""
    )
    program.chmod(0o755)
    return programs


def snakemake(image, folder, *words, **environment):
    files = ["--snakefile", str(image / "Snakefile"), "--configfile", str(image / "studies/starter.yaml")]
    return subprocess.run(
        [sys.executable, "-m", "snakemake", *words, "--profile", str(image / "profiles/local"), *files],
        cwd=folder, capture_output=True, text=True, timeout=600,
        env={**os.environ, "PYTHONPATH": str(image / "src"), "SLURM_CONF": "/dev/null", **environment},
    )  # fmt: skip


@pytest.mark.workflow
def test_what_is_copied_plans_a_study_and_names_the_image(image, standing_in, tmp_path):
    with_image = {"SEGSTUDY_CONTAINER": "segstudy.sif", "PATH": f"{standing_in}:{os.environ['PATH']}"}
    asked = ["--dry-run", "--printshellcmds", "--software-deployment-method", "apptainer"]
    done = snakemake(image, tmp_path, "results/starter/stages/cases", *asked, **with_image)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "make_phantom" in done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.workflow
def test_each_job_is_run_by_apptainer_in_the_image(image, standing_in, tmp_path):
    with_image = {"SEGSTUDY_CONTAINER": "segstudy.sif", "PATH": f"{standing_in}:{os.environ['PATH']}"}
    asked = ["--software-deployment-method", "apptainer", "--apptainer-args", f"--nv --env PYTHONPATH={image}/src"]
    done = snakemake(image, tmp_path, "results/starter/stages/cases", *asked, **with_image)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "results/starter/cases.csv").exists()
    lines = (tmp_path / "asked.txt").read_text().splitlines()
    # six patients are made and inspected, the list is written
    assert len(lines) >= 13
    assert all("segstudy.sif" in line and "--nv" in line and f"--env PYTHONPATH={image}/src" in line for line in lines)


@pytest.mark.slow
def test_the_steps_install_the_project_in_a_folder_of_its_own(image, tmp_path):
    place = tmp_path / "segstudy"
    shutil.copytree(image, place)
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        ["containers/install.sh"], cwd=place, env=environment, capture_output=True, text=True, timeout=1800
    )
    if done.returncode and re.search("Temporary failure|No matching distribution|Network", done.stderr):
        pytest.skip(f"the index cannot be asked: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    said = subprocess.run(
        [place / ".venv/bin/segstudy", "check", place / "studies/starter.yaml"],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 0 and "6 patients" in said.stdout

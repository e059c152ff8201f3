"""Every command of every page is run as it stands, or stands here with the reason why not.

The pages' blocks in `sh` are commands. In each run of the tests those are run that take a second or two; with `--slow`
(`make test-all`) each page is walked from its first command to its last, in a folder as its reader has it.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from segstudy.application.cli import COMMANDS, main
from segstudy.application.made_up.folders import write_folder
from segstudy.config.sections.phantom import PhantomSettings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]

# Run each time.
QUICK = [r"segstudy (phantom|new|check|keys|status) .+"]
# Run with `--slow`, after those above, in the order of the page.
SLOW = [
    r"segstudy (run|predict|clean|evaluate) .+",
    r"snakemake .*--profile profiles/local .+",
    r"snakemake --configfile \S+ --report \S+",
    r"snakemake --profile profiles/ourlab .+ --dry-run",
    r"cp -r profiles/(slurm profiles/ourlab|pbs profiles/ourpbs)",
    r"mkdir -p data && unzip segthor_train.zip .+",
    r"dvc (init|add .+)",
    r"git add data/segthor_train.dvc .+",
    r"make demo",
    r"pytest tests/evaluation -q",
]
INSTALLS = "installs from the index: tests/test_installation.py asks it, tests/container installs all with --slow"
CLUSTER = "needs a cluster: tests/slurm starts one and runs a study on it"
IMAGE = "needs Apptainer or Docker, and a registry: tests/container tries the recipes without"
SERVES = "serves until it is stopped: tests/application/viewer and tests/tracking open it"
ITSELF = "a step of CI itself (.ci/run), or of `make test-all`"
NOT_HERE = {
    "make .venv/installed": INSTALLS,
    "make .venv/installed PYTHON=python3.11": INSTALLS,
    "make .venv/developing": INSTALLS,
    "pre-commit install": "writes into the hooks of this clone",
    "source .venv/bin/activate": INSTALLS,
    **{f"pip install -c constraints.txt torch==2.13.0 -e '.[{extra}]'": INSTALLS for extra in
       ("dvc", "nnunet", "sam2", "tracking")},
    "make lint": ITSELF,
    "make docs": ITSELF,
    "make test": ITSELF,
    "make coverage": ITSELF,
    "make test-studies": ITSELF,
    "make test-cluster": ITSELF,
    "make test-gpu": "needs a GPU",
    "make bench-gpu": "needs a GPU; tests/benchmarks/test_gpu.py runs what it starts on the processor",
    "python -m pip download --only-binary :all: --no-deps --python-version 3.12 --platform manylinux_2_28_x86_64 "
    "--platform manylinux2014_x86_64 --platform manylinux_2_27_x86_64 --dest gpu-wheels -c constraints.txt "
    "-r tests/gpu/wheels.txt": INSTALLS,
    "python -m pip install --no-deps gpu-wheels/*.whl": INSTALLS,
    "make app": SERVES,
    "segstudy app": SERVES,
    "make mlflow STUDY=demo": SERVES,
    "make download STUDY=spleen": "1.6 GB from another's server: tests/download fetches from one of its own",
    "dvc remote add -d store /mnt/store && dvc push": "a store of one's own: tests/workflow/test_data_versions.py",
    "segstudy run studies/mine.yaml --slurm": CLUSTER,
    "segstudy cluster profiles/ourlab": CLUSTER,
    "segstudy run studies/mine.yaml --slurm profiles/ourlab --submit 24": CLUSTER,
    "segstudy run studies/mine.yaml --slurm profiles/ourpbs": "needs PBS: tests/workflow has a stand-in",
    "snakemake --profile profiles/ourlab --configfile studies/mine.yaml": CLUSTER,
    "snakemake --profile profiles/ourlab --configfile studies/demo.yaml": CLUSTER,
    "srun -p cpu --mem=500 -t 2 .venv/bin/python -c "
    '"import segstudy, os; print(os.uname().nodename, segstudy.__file__)"': CLUSTER,
    'srun -p gpu --gpus=1 --mem=4000 -t 5 python -c "import torch; print(torch.cuda.get_device_name())"': CLUSTER,
    "ssh login.cluster.example": CLUSTER,
    "cd /scratch/$USER": CLUSTER,
    "git clone <the project> segstudy && cd segstudy": CLUSTER,
    "$EDITOR profiles/ourlab/config.yaml profiles/ourlab/partitions.yaml": "a person edits",
    "tmux new -s study": CLUSTER,
    "apptainer build segstudy.sif containers/segstudy.def": IMAGE,
    "docker build -f containers/Dockerfile -t segstudy .": IMAGE,
    "apptainer run --nv segstudy.sif segstudy new data/mine": IMAGE,
    "apptainer run --nv segstudy.sif segstudy run studies/mine.yaml": IMAGE,
    'docker run --rm --gpus all --user "$(id -u):$(id -g)" -e HOME=/tmp -v "$PWD:/work" segstudy segstudy run '
    "studies/mine.yaml": IMAGE,
    'export SEGSTUDY_CONTAINER="$PWD/segstudy.sif"': IMAGE,
    "snakemake --profile profiles/local --configfile studies/mine.yaml --software-deployment-method apptainer "
    '--apptainer-args "--nv --env PYTHONPATH=$PWD/src"': IMAGE,
}  # fmt: skip


def fences(page):
    """Language and text of each block of a page."""
    return re.findall(
        r"^```(\w*)\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )


def commands(page):
    """The commands of a page, in order, without comments."""
    text = "\n".join(block for language, block in fences(page) if language == "sh")
    lines = (re.sub(r"(^|\s)#.*", "", line) for line in re.sub(r"\s*\\\n\s*", " ", text).splitlines())
    return [line.strip() for line in lines if line.strip()]


def is_one_of(command, patterns):
    return any(re.fullmatch(pattern, command) for pattern in patterns) and command not in NOT_HERE


@pytest.mark.parametrize("page", NAMES)
def test_each_command_is_run_or_is_said_why_not(page):
    assert not [language for language, _ in fences(page) if language not in ("sh", "text", "yaml", "python")]
    assert [each for each in commands(page) if not (is_one_of(each, QUICK + SLOW) or each in NOT_HERE)] == []


def test_what_is_not_run_is_on_a_page():
    assert NOT_HERE.keys() - {each for page in NAMES for each in commands(page)} == set()


@pytest.mark.parametrize("page", NAMES)
def test_commands_named_in_a_sentence_are_there(page):
    text = re.sub(r"^```.*?^```$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for name in re.findall(r"`segstudy ([a-z][a-z-]*)", text):
        assert name in COMMANDS, name


def made_up(folder, layout="segthor", patients=4):
    write_folder(folder, layout, PhantomSettings(patients=patients, shape=(48, 48, 16), displaced=False), seed=7)


def mine(place):
    made_up(place / "data/mine")
    shutil.copy(place / "data/mine/Patient_01/Patient_01.nii.gz", place / "scan.nii.gz")


def demo(place):
    """A trained study of the demo's name, and new scans of every kind."""
    made_up(place / "data/new")
    made_up(place / "series", "dicom")
    for number, folder in enumerate(sorted((place / "series").iterdir()), 1):
        shutil.move(folder, place / f"series-{number}")
    (place / "scans").mkdir()
    for name in ("Patient_01", "Patient_02"):
        shutil.copy(place / f"data/new/{name}/{name}.nii.gz", place / "scans")
    shutil.copy(place / "scans/Patient_01.nii.gz", place / "scan.nii.gz")
    with zipfile.ZipFile(place / "series.zip", "w") as archive:
        for file in (place / "series-1").iterdir():
            archive.write(file, file.name)
    study = (place / "studies/starter.yaml").read_text().replace("study: starter", "study: demo")
    (place / "studies/small.yaml").write_text(study.replace("epochs: 7", "epochs: 1"))
    bash(place, "segstudy run studies/small.yaml results/demo/arms.json training")


def predictions(place):
    made_up(place / "made")
    for folder in ("references", "totalsegmentator", "paper"):
        (place / folder).mkdir()
        for case in sorted((place / "made").iterdir()):
            shutil.copy(case / "GT.nii.gz", place / folder / f"{case.name}.nii.gz")


def archive(place):
    """An archive as SegTHOR's is laid out, in a repository of the reader's."""
    made_up(place / "unpacked/train")
    with zipfile.ZipFile(place / "segthor_train.zip", "w") as packed:
        for file in sorted((place / "unpacked").rglob("*.gz")):
            packed.write(file, file.relative_to(place / "unpacked"))
    bash(place, "git init -q . && git config user.email a@example.org && git config user.name A")


BEFORE = {"README.md": mine, "docs/coming-from.md": predictions, "docs/data.md": archive, "docs/viewer.md": demo}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The project's folder as a reader has it, with an environment."""
    for name in ("Snakefile", "Makefile", "constraints.txt", "requirements.txt", "requirements", "pyproject.toml",
                 "src", "rules", "workflow", "tests"):  # fmt: skip
        (tmp_path / name).symlink_to(ROOT / name)
    for name in ("profiles", "studies"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/bin").symlink_to(Path(sys.executable).parent)
    (tmp_path / ".venv/installed").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def bash(place, command):
    """Run a command in a shell, as after `source .venv/bin/activate`."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "SLURM_CONF": "/dev/null",
    }
    sys.stdout.write(f"$ {command}\n")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command], cwd=place, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


@pytest.mark.parametrize("page", [page for page in NAMES if any(is_one_of(each, QUICK) for each in commands(page))])
def test_the_quick_commands_of_a_page_run(place, page, capsys):
    BEFORE.get(page, Path)(place)
    for command in commands(page):
        if is_one_of(command, QUICK):
            assert main(shlex.split(command)[1:]) == 0, capsys.readouterr().err


def shorten(place):
    """Few patients, folds and epochs, for what is tried here are commands, not networks."""
    few = {r"epochs: \d+": "epochs: 1", r"patients: \d+": "patients: 4", r"\{count: \d+": "{count: 2"}
    for study in (place / "studies").glob("*.yaml"):
        text = shorter = study.read_text(encoding="utf-8")
        for pattern, words in few.items():
            shorter = re.sub(pattern, words, shorter)
        if shorter != text:
            study.write_text(shorter, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.workflow
@pytest.mark.parametrize("page", [page for page in NAMES if any(is_one_of(each, SLOW) for each in commands(page))])
def test_a_page_is_walked_from_its_first_command_to_its_last(place, page):
    shorten(place)
    BEFORE.get(page, Path)(place)
    for command in commands(page):
        if is_one_of(command, QUICK + SLOW):
            bash(place, command)
            shorten(place)  # what it wrote

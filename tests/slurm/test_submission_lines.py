"""What a SegTHOR-sized study says to `sbatch`, line by line, so that a changed resource is seen in review."""

import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("submission_lines.txt")
CASES = [f"Patient_{number:02d}" for number in range(1, 41)]
MIB = 2**20

STUDY = {
    "study": "lines",
    "seed": 42,
    "data": {
        "layout": "segthor",
        "root": "scans",
        "organs": {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4},
    },
    "correction": {"organ": "heart", "reference": {"case": "Patient_27", "label": "GT2.nii.gz"}},
    "folds": {"count": 5},
    "preparations": {"raw": {}, "full": {"spacing_mm": [0.977, 0.977, 2.5], "size": [256, 256]}},
    "augmentations": {"affine": {"copies": 1}},
    "postprocessings": {"clean": {"largest_component": True}},
    "arms": [
        {"name": "raw", "model": "enet", "preparation": "raw"},
        {"name": "full", "model": "enet", "preparation": "full"},
        {"name": "augmented", "model": "enet", "preparation": "full", "augmentation": "affine"},
        {"name": "cleaned", "model": "enet", "preparation": "full", "postprocessing": "clean"},
    ],
    "comparisons": {"baseline": "raw"},
}


def sparse(path, megabytes):
    """A file of that size which takes no room."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(int(megabytes * MIB))


def make_files(folder):
    """The files that a group or a training finds made before it is submitted, in the sizes of SegTHOR's."""
    results = folder / "results/lines"
    trainings = ["enet.raw", "enet.full", "enet.full.affine"]
    for case in CASES:
        sparse(folder / f"scans/{case}/{case}.nii.gz", 60)
        sparse(folder / f"scans/{case}/GT.nii.gz", 0.4)
        # all of one size, because Snakemake draws by lot which jobs of a group come together
        for room in ("prepared/raw", "prepared/full", "augmented/full/affine"):
            sparse(results / room / f"{case}.image.b2nd", 14)
            sparse(results / room / f"{case}.label.b2nd", 0.5)
        sparse(results / f"correction/{case}.nii.gz", 0.4)
        for training in trainings:
            sparse(results / f"inferred/{training}/{case}.nii.gz", 0.4)
    for preparation in ("raw", "full"):
        for case in CASES:
            for kind in ("grid", "outside"):
                sparse(results / f"prepared/{preparation}/{case}.{kind}.json", 0.001)
    sparse(folder / "scans/Patient_27/GT2.nii.gz", 0.4)
    sparse(results / "stages/usable", 0)
    sparse(results / "correction/methods.json", 0.001)
    for training in trainings:
        for fold in range(5):
            sparse(results / f"trained/{training}/fold-{fold}/weights.safetensors", 1.2)
            sparse(results / f"trained/{training}/fold-{fold}/model.yaml", 0.001)


def lines_of(folder, *words):
    """What is said to `sbatch` for the whole study, with further arguments of Snakemake's."""
    make_files(folder)
    study = folder / "study.yaml"
    study.write_text(yaml.safe_dump(STUDY, sort_keys=False))
    script = Path(__file__).with_name("submission_lines.py")
    files = ["--snakefile", str(ROOT / "Snakefile"), "--configfile", str(study)]
    told = subprocess.run(
        [sys.executable, str(script), "--profile", str(ROOT / "profiles/slurm"), *files, "--forceall", *words],
        cwd=folder,
        # an empty SLURM configuration: no cluster is asked
        env={**os.environ, "SLURM_CONF": "/dev/null", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stderr[-3000:]
    return told.stdout


def test_submission_lines_are_the_reviewed_ones(tmp_path):
    told = lines_of(tmp_path)
    reviewed = GOLDEN.read_text() if GOLDEN.exists() else ""
    changed = "\n".join(difflib.unified_diff(reviewed.splitlines(), told.splitlines(), "reviewed", "now", n=0))
    assert told == reviewed, f"{changed}\n\nIf this is meant, write it to {GOLDEN.name}:\n{told}"


def test_trainings_that_share_a_gpu_ask_for_a_shard_of_one(tmp_path):
    """With the lines that the profile has as comments."""
    profile = (ROOT / "profiles/slurm/config.yaml").read_text(encoding="utf-8")
    [(rule, words)] = re.findall(r"^  # (train): \{(.*)\}$", profile, re.MULTILINE)
    shared = [f"{rule}:{name}={value}" for name, value in yaml.safe_load(f"{{{words}}}").items()]
    trainings = [line for line in lines_of(tmp_path, "--set-resources", *shared).splitlines() if " x train: " in line]
    assert trainings
    for line in trainings:
        assert " -p gpu " in line and "--gres=shard:1" in line and "--gpus" not in line

"""How long a study takes to plan, and in how much memory, as patients grow: `python benchmarks/planning.py`.

Makes cohorts of fake scans (a NIfTI header each, no voxels) in SegTHOR's layout and lets Snakemake build the
whole DAG of the default study (thirteen arms or the first few of them, five folds) in a dry run. Beside it: the
study's own plan, and what one cluster job needs before its script starts, handed by its run what the run has found.
Writes a table to the terminal.
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nibabel as nib
import yaml

from segstudy.config.checks.study import read_study

ROOT = Path(__file__).resolve().parents[1]
PLAN = "import sys, yaml; from segstudy.plan.plan import Plan; Plan(yaml.safe_load(open(sys.argv[1]))).runs"
# As a run does before it starts jobs.
HAND_OVER = """
import sys, yaml
from pathlib import Path
from segstudy.plan.handing_over import hand_over
from segstudy.plan.plan import Plan
from segstudy.running.alone import alone
config = yaml.safe_load(open(sys.argv[1]))
plan = Plan(config)
with alone(Path(plan.results)):
    hand_over(plan, config)
"""


def header() -> bytes:
    """A SegTHOR-like scan's header: 512 x 512 x 180 int16, 0.977 x 0.977 x 2.5 mm."""
    made = nib.Nifti1Header()
    made.set_data_shape((512, 512, 180))
    made.set_data_dtype("int16")
    made.set_zooms((0.977, 0.977, 2.5))
    return made.binaryblock + bytes(4)


def make_study(folder: Path, patients: int, arms: int | None = None) -> Path:
    """Fake files of `patients` cases and the default study, or its first `arms`, that reads them; its file's path."""
    scan = header()
    for number in range(1, patients + 1):
        case = folder / "scans" / f"Patient_{number:05d}"
        case.mkdir(parents=True)
        for name in (f"{case.name}.nii.gz", "GT.nii.gz", *(["GT2.nii.gz"] if number == 1 else [])):
            (case / name).write_bytes(scan)
    study = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    study["data"]["root"] = "scans"
    study["correction"]["reference"]["case"] = "Patient_00001"
    if arms:
        study["arms"] = [arm.model_dump(mode="json", exclude_defaults=True) for arm in read_study(study).arms[:arms]]
        study["reference_results"] = None
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(study), encoding="utf-8")
    return path


def measured(command: list[str], folder: Path) -> tuple[float, float, str]:
    """Processor seconds and MiB that `command` takes in `folder`, and what it said.

    Processor time, because it hardly depends on what else the machine does; the commands wait for nothing.
    Raises RuntimeError where it fails.
    """
    with (folder / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=said,
            stderr=said,
            env={"SLURM_CONF": "/dev/null", **os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{text[-3000:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text


def jobs_in(text: str) -> int:
    """Number of jobs in a dry run's table."""
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("total "))


def measure(patients: int, profile: str, arms: int | None) -> tuple[int, list[float]]:
    """Jobs of the study, and seconds and MiB of the whole plan, the study's own plan and one cluster job's plan."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        study = make_study(folder, patients, arms)
        common = ["--snakefile", str(ROOT / "Snakefile"), "--configfile", str(study), "--dry-run"]
        snakemake = [sys.executable, "-m", "snakemake", *common]
        quietly = ["--profile", str(ROOT / "profiles" / profile), "--quiet", "rules", "host"]
        seconds, memory, text = measured([*snakemake, *quietly], folder)
        own = measured([sys.executable, "-c", PLAN, str(study)], folder)
        measured([sys.executable, "-c", HAND_OVER, str(study)], folder)
        # as the executor plugin starts a job on its node: one target, no other rule looked at
        target = ["--target-jobs", "inspect_case:case=Patient_00001", "--allowed-rules", "inspect_case"]
        remote = ["--mode", "remote", "--cores", "1", "--nolock", "--force"]
        one = measured([*snakemake, *target, *remote], folder)
        return jobs_in(text), [seconds, memory, *own[:2], *one[:2]]


def main() -> None:
    """Measure every cohort size, then how the time of the whole plan grows between neighbouring sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patients", nargs="*", type=int, default=[10, 100, 1000, 10000])
    parser.add_argument("--profile", default="slurm", help="a folder of profiles/; slurm plans its groups too")
    parser.add_argument("--arms", type=int, help="only so many arms")
    asked = parser.parse_args()
    print("patients    jobs   plan_s  plan_MiB   own_s  own_MiB   job_s  job_MiB  exponent", flush=True)
    last = None
    for patients in asked.patients:
        jobs, numbers = measure(patients, asked.profile, asked.arms)
        grown = math.log(numbers[0] / last[1]) / math.log(patients / last[0]) if last else math.nan
        form = "{:8d} {:7d} {:8.1f} {:9.0f} {:7.2f} {:8.0f} {:7.2f} {:8.0f} {:9.2f}"
        print(form.format(patients, jobs, *numbers, grown), flush=True)
        last = patients, numbers[0]


if __name__ == "__main__":
    main()

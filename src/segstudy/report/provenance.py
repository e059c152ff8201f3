"""What made a study: code, configuration, packages, inputs, hardware, seeds."""

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from segstudy.tables.cases import CASES

PACKAGES = (
    "segstudy",
    "snakemake",
    "torch",
    "optuna",
    "numpy",
    "scipy",
    "pandas",
    "nibabel",
    "simpleitk",
    "blosc2",
    "edt",
    "connected-components-3d",
    "opencv-python-headless",
    "statsmodels",
    "matplotlib",
    "nnunetv2",
    "transformers",
)


def _installed(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def code_version() -> str:
    """The package's version and, in a git checkout, its commit (`+changes` where files differ from it)."""
    version = importlib.metadata.version("segstudy")
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty=+changes", "--abbrev=12"]
    try:
        commit = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return version
    return f"{version} ({commit})"


def _memory_gb() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def _hashes(cases_csv: str) -> dict[str, dict[str, str]]:
    rows = CASES.read(cases_csv)
    return {row["case"]: {"image": row["image_sha256"], "label": row["label_sha256"]} for row in rows}


def provenance(
    config: dict[str, Any],
    seeds: list[int],
    cases_csv: str,
    costs: dict[str, dict[str, Any]],
    data_versions: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything a reader needs to make the study again, as plain values.

    Args:
        config: The study's configuration.
        seeds: Of its trainings.
        cases_csv: Path of the table of cases.
        costs: The cost records of all trainings, by path; they name the devices that were used.
        data_versions: What DVC recorded of the data, by `.dvc` file; None where they are not under DVC.
    """
    return {
        "code": code_version(),
        "config": config,
        "python": platform.python_version(),
        "packages": {package: _installed(package) for package in PACKAGES},
        "inputs": _hashes(cases_csv),
        "data_versions": data_versions or {},
        "hardware": {
            "machine": platform.machine(),
            "system": platform.system(),
            "cores": os.cpu_count(),
            "memory_gb": _memory_gb(),
            "training_devices": sorted({str(cost.get("device")) for cost in costs.values()}),
        },
        "seeds": seeds,
        **_energy([*costs.values()]),
    }


def _energy(costs: list[dict[str, Any]]) -> dict[str, Any]:
    """Watt-hours of all trainings that told, and how many told; empty where none did."""
    told = [cost["energy_wh"] for cost in costs if cost.get("energy_wh")]
    if not told:
        return {}
    sums = {part: round(sum(each.get(part, 0.0) for each in told), 4) for part in ("processors", "gpu")}
    return {"energy_wh": {**{part: wh for part, wh in sums.items() if wh}, "trainings": len(told), "of": len(costs)}}

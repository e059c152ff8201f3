"""The benchmark of GPUs, on a processor and on tiny inputs: all of it runs, also without what a GPU's machine lacks."""

import csv
import math
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "gpu.py"
# All that the package needs but PyTorch, numpy, scipy and pandas.
MISSING = (
    "pydantic",
    "blosc2",
    "monai",
    "nibabel",
    "SimpleITK",
    "safetensors",
    "cc3d",
    "yaml",
    "cv2",
    "PIL",
    "nnunetv2",
)
WITHOUT = f"""
import runpy, sys
sys.modules.update(dict.fromkeys({MISSING!r}))
sys.argv = sys.argv[1:]
sys.path.insert(0, {str(SCRIPT.parent)!r})
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def run(tmp_path: Path, *command: str) -> tuple[str, dict[tuple[str, str, str], float]]:
    """What it says, and its table."""
    table = tmp_path / "table.csv"
    arguments = ["--device", "cpu", "--small", "--table", str(table)]
    done = subprocess.run([sys.executable, *command, *arguments], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    rows = csv.DictReader(table.open(encoding="utf-8"))
    return done.stdout, {(row["what"], row["network"], row["way"]): float(row["value"]) for row in rows}


def test_with_pytorch_and_numpy_alone_steps_are_measured_and_the_rest_is_named(tmp_path):
    said, found = run(tmp_path, "-c", WITHOUT, str(SCRIPT))
    assert all(math.isfinite(value) and value > 0 for value in found.values())
    for network in ("ENet K32", "CustomNet", "VM-UNet"):
        assert ("step rate", network, "as trained") in found and ("fed", network, "as trained") in found
    assert ("epoch", "ENet K8", "plain loop on PNG, float32") in found
    assert ("study", "ENet", "13 rows, 5 folds") in found
    assert ("epoch", "ENet K8", "segstudy") not in found and "segstudy: needs" in said
    assert "3D U-Net" in said and "needs monai" in said and "nnunetv2 is not installed" in said


@pytest.mark.slow
def test_with_all_packages_trainings_volumes_and_predictions_are_measured_too(tmp_path):
    _, found = run(tmp_path, str(SCRIPT))
    assert found["epoch", "ENet K8", "segstudy"] > 0
    assert found["step rate", "3D U-Net", "as trained"] > 0
    assert found["prediction", "ENet K8", "probabilities and classes"] > 0


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_it_says_so_and_leaves_the_page_alone(tmp_path):
    page, table = tmp_path / "page.md", tmp_path / "table.csv"
    command = [sys.executable, str(SCRIPT), "--page", str(page), "--table", str(table)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "no GPU" in done.stdout and not page.exists() and not table.exists()


def test_pictures_written_by_hand_are_what_pillow_reads(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    loops = runpy.run_path(str(SCRIPT.parent / "gpu_loops.py"))
    grey = np.random.default_rng(0).integers(0, 256, (7, 5), np.uint8)
    loops["write_png"](tmp_path / "grey.png", grey)
    assert np.array_equal(loops["read_png"](tmp_path / "grey.png"), grey)
    loops["read_png"].__globals__["HAS_PILLOW"] = False
    assert np.array_equal(loops["read_png"](tmp_path / "grey.png"), grey)

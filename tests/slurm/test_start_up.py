"""What a job imports before it works: short jobs must not spend their time on it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "workflow" / "scripts"
NEED_TORCH = {"train", "predict_case", "predict_ensemble_case", "predict_uncertainty", "run_trial"}
NEED_TORCH |= {"train_nnunet", "predict_nnunet_case", "prepare_nnunet_fold", "predict_sam2_case"}
MEASURED = "\nimport sys, time\nprint(time.process_time(), 'torch' in sys.modules)"


@pytest.mark.parametrize("script", sorted(path.stem for path in SCRIPTS.glob("*.py") if path.stem not in NEED_TORCH))
def test_a_short_job_starts_within_three_seconds_and_without_torch(script):
    tree = ast.parse((SCRIPTS / f"{script}.py").read_text())
    imports = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    code = "\n".join(imports) + MEASURED
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, torch = done.stdout.split()
    assert torch == "False"
    assert float(seconds) < 3

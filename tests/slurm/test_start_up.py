"""What a job imports before it works: short jobs must not spend their time on it."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "workflow" / "scripts"
NEED_TORCH = {"train", "predict_case", "predict_ensemble_case", "predict_uncertainty", "run_trial"}
NEED_TORCH |= {
    "predict_pseudo_label",
    "train_nnunet",
    "predict_nnunet_case",
    "prepare_nnunet_fold",
    "predict_sam2_case",
}
HEAVY = {"torch", "monai", "nnunetv2", "transformers"}
SHORT = sorted(path.stem for path in SCRIPTS.glob("*.py") if path.stem not in NEED_TORCH)
# The imports of each script in a process of its own, forked off where what most of them need is loaded.
IMPORT_EACH = """
import json, os, sys
import nibabel, numpy, pandas, pydantic, scipy.ndimage
for name, imports in json.load(sys.stdin).items():
    if not os.fork():
        exec(imports)
        print(json.dumps([name, sorted({module.partition(".")[0] for module in sys.modules})]), flush=True)
        os._exit(0)
    if os.wait()[1]:
        sys.exit(f"{name} cannot be imported")
"""


def imports_of(script):
    tree = ast.parse((SCRIPTS / f"{script}.py").read_text())
    return "\n".join(ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))


@pytest.fixture(scope="module")
def loaded():
    """By script, which packages its imports load."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_EACH],
        input=json.dumps({script: imports_of(script) for script in SHORT}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(map(json.loads, done.stdout.splitlines()))


@pytest.mark.parametrize("script", SHORT)
def test_a_short_job_starts_without_heavy_libraries(loaded, script):
    assert not HEAVY & set(loaded[script])

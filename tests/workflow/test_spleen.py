import csv
import os
import subprocess
import sys
from pathlib import Path

import nibabel as nib
import pytest
import yaml

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("SEGSTUDY_DATA") or ROOT.parent / "shared" / "data")

# Coarse and short: that real scans of three kinds go the whole way, not how well.
REDUCED = {
    "epochs": 2,
    "batch": 2,
    "learning_rate": 0.003,
    "threads": 1,
    "patches": {"size": [32, 32, 16], "per_case": 2, "foreground": 0.5, "rotate_deg": 10, "zoom": 0.1},
}
NETWORKS = {
    "unet3d": {"unet3d": {"channels": [8, 16], "strides": [2], "residual_units": 1}},
    "unetr": {"unetr": {"features": 4, "hidden": 12, "mlp": 12, "heads": 3}},
}


@pytest.mark.skipif(
    not (DATA / "Task09_Spleen").is_dir(), reason=f"no real CTs at {DATA}/Task09_Spleen (SEGSTUDY_DATA)"
)
def test_three_real_spleens_go_the_whole_way(tmp_path):
    study = yaml.safe_load((ROOT / "studies/spleen.yaml").read_text(encoding="utf-8"))
    study["folds"] = {"count": 3, "validation": 0.4}
    study["preparations"]["spleen"]["spacing_mm"] = [6.0, 6.0, 8.0]
    study["training"] |= REDUCED
    study["arms"] = [{**arm, "model": NETWORKS[arm["name"]], "training": {}} for arm in study["arms"][::2]]
    study["comparisons"] |= {"bootstrap": 200}
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study, sort_keys=False))
    command = [sys.executable, "-m", "snakemake", "--profile", str(ROOT / "profiles/local")]
    files = ["--snakefile", str(ROOT / "Snakefile"), "--configfile", "study.yaml"]
    done = subprocess.run(
        [*command, *files],
        cwd=tmp_path,
        env={**os.environ, "SEGSTUDY_DATA": str(DATA)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout
    results = tmp_path / "results/spleen"
    with (results / "metrics.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {(row["arm"], row["case"]) for row in rows} == {
        (arm, f"spleen_{number}") for arm in NETWORKS for number in (101, 102, 103)
    }
    assert all(row["outcome"] in ("ok", "missed") for row in rows)
    for number in (101, 102, 103):
        scan = nib.load(DATA / f"Task09_Spleen/imagesTr/spleen_{number}.nii.gz")
        found = nib.load(results / f"predicted/unet3d/spleen_{number}.nii.gz")
        assert found.shape == scan.shape and (abs(found.affine - scan.affine) < 1e-3).all()
        inside = (results / f"prepared/spleen/spleen_{number}.outside.json").read_text()
        assert inside == '{"spleen": 0}\n'

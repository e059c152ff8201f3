import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = [pytest.mark.workflow, pytest.mark.study]

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("SEGSTUDY_DATA") or ROOT.parent / "shared" / "data")


@pytest.mark.skipif(not (DATA / "thorax").is_dir(), reason=f"no real chest CTs at {DATA}/thorax (SEGSTUDY_DATA)")
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_three_real_chest_cts_go_the_whole_way(tmp_path, whole):
    (tmp_path / "studies").mkdir()
    study = yaml.safe_load((ROOT / "studies/thorax.yaml").read_text(encoding="utf-8"))
    if not whole:  # a quicker network, which has learned as much by then
        study["training"]["epochs"] = 6
        for arm in study["arms"]:
            arm["model"] = {"customnet": {"filters": 8, "bottleneck": 32}}
    (tmp_path / "studies/thorax.yaml").write_text(yaml.safe_dump(study, sort_keys=False), encoding="utf-8")
    shutil.copy(ROOT / "studies" / "thorax.csv", tmp_path / "studies")
    command = [sys.executable, "-m", "snakemake", "--profile", str(ROOT / "profiles/local")]
    files = ["--snakefile", str(ROOT / "Snakefile"), "--configfile", "studies/thorax.yaml"]
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
    with (tmp_path / "results/thorax/metrics.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 3 * 3 * 6
    undrawn = {(row["case"], row["organ"]) for row in rows if row["outcome"] == "not_annotated"}
    assert undrawn == {("LUNG1-001", "heart"), ("LUNG1-001", "esophagus")}
    assert all(row["dice"] == "" for row in rows if row["outcome"] == "not_annotated")
    lungs = [float(row["dice"]) for row in rows if row["arm"] == "full" and row["organ"].endswith("lung")]
    # One patient teaches each network, so a single lung may fail; swapped or displaced ones would all fail.
    assert sum(lungs) / len(lungs) > 0.5
    verdicts = (tmp_path / "results/thorax/statistics.csv").read_text()
    assert "too few patients" in verdicts

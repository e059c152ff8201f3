import csv
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.study, pytest.mark.slow]

ROOT = Path(__file__).parents[2]


def test_fat_within_the_predicted_pericardium_is_measured_with_and_without_depth(tmp_path):
    command = [sys.executable, "-m", "snakemake", "--profile", str(ROOT / "profiles/local")]
    done = subprocess.run(
        [*command, "--snakefile", str(ROOT / "Snakefile"), "--configfile", str(ROOT / "studies/pericardium.yaml")],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout
    results = tmp_path / "results/pericardium"
    trainings = [path.read_text() for path in results.glob("trained/*/fold-0/model.yaml")]
    assert sorted("in_channels: 2" in told for told in trainings) == [False, True]
    for arm in ("slices", "slices+depth"):
        with (results / f"tissues/{arm}.csv").open(newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert len(rows) == 6 and all(float(row["reference_ml"]) > 30 for row in rows)
        # a recipe that runs, on few phantoms: fat is found where it is, if not all of it
        assert sum(float(row["dice"]) for row in rows) / 6 > 0.5
    page = (results / "report.html").read_text()
    assert "Tissue within organs" in page and "within the heart" in page and "Pearson" in page

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.study]

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("SEGSTUDY_DATA") or ROOT.parent / "shared" / "data")


def run(folder, data, study=ROOT / "studies/nuclei.yaml"):
    command = [sys.executable, "-m", "snakemake", "--profile", str(ROOT / "profiles/local")]
    return subprocess.run(
        [*command, "--snakefile", str(ROOT / "Snakefile"), "--configfile", str(study)],
        cwd=folder,
        env={**os.environ, "SEGSTUDY_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )


def read(path):
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.skipif(not (DATA / "nuclei").is_dir(), reason=f"no pictures of nuclei at {DATA}/nuclei (SEGSTUDY_DATA)")
def test_real_pictures_go_the_whole_way_and_a_bad_one_stops_them(tmp_path):
    names = sorted(path.name for path in (DATA / "nuclei/images").glob("fluo_*"))[:7]
    names += sorted(path.name for path in (DATA / "nuclei/images").glob("stained_*"))[:1]
    for folder in ("images", "labels"):
        (tmp_path / "data/nuclei" / folder).mkdir(parents=True)
        for name in names:
            shutil.copy(DATA / "nuclei" / folder / name, tmp_path / "data/nuclei" / folder)
    spoiled = tmp_path / "data/nuclei/labels" / names[0]
    whole = spoiled.read_bytes()
    spoiled.write_bytes(whole[:100])
    stopped = run(tmp_path, tmp_path / "data")
    assert stopped.returncode != 0 and "mask: damaged or truncated" in stopped.stdout
    assert not (tmp_path / "results/nuclei/prepared").exists()

    spoiled.write_bytes(whole)
    done = run(tmp_path, tmp_path / "data")
    assert done.returncode == 0, done.stdout
    results = tmp_path / "results/nuclei"
    rows, elsewhere = (read(results / name) for name in ("metrics.csv", "evaluated_on/stained.csv"))
    assert len(rows) == 2 * 7 and len(elsewhere) == 2 and all(row["fold"] == "-1" for row in elsewhere)
    assert all(row["case"].startswith("fluo") for row in rows)
    assert "hd95_px" in rows[0] and "hd95_mm" not in rows[0]
    dice = [float(row["dice"]) for row in rows if row["arm"] == "unet"]
    # A few pictures taught each network: nuclei are found, though not well.
    assert sum(dice) / len(dice) > 0.4
    page = (results / "report.html").read_text()
    assert "HD95 [px]" in page and "On data that nothing was learned from" in page
    for misplaced in ("Soft-tissue window", "HD95 [mm]", "three dimensions", "CT scan"):
        assert misplaced not in page

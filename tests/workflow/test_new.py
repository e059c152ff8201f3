"""A first study file runs as it was written, on real folders too."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("SEGSTUDY_DATA") or ROOT.parent / "shared" / "data")


def segstudy(folder, *words):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "segstudy", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return done


def as_it_is(name):
    return lambda place: DATA / name


def unpacked(place):
    for archive in (DATA / "dicom-rt").glob("*.zip"):
        zipfile.ZipFile(archive).extractall(place / "export" / archive.stem)
    return place / "export"


def of_nnunet(place):
    root = place / "nnUNet_raw/Dataset009_Spleen"
    for kind, ending in (("images", "_0000.nii.gz"), ("labels", ".nii.gz")):
        (root / f"{kind}Tr").mkdir(parents=True)
        for file in (DATA / f"Task09_Spleen/{kind}Tr").glob("spleen*.nii.gz"):
            shutil.copy(file, root / f"{kind}Tr" / file.name.replace(".nii.gz", ending))
    listing = {"channel_names": {"0": "CT"}, "labels": {"background": 0, "spleen": 1}}
    (root / "dataset.json").write_text(json.dumps(listing | {"numTraining": 3, "file_ending": ".nii.gz"}))
    return root


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no real scans at {DATA} (SEGSTUDY_DATA)")
@pytest.mark.parametrize(
    ("folder", "target", "made"),
    [
        pytest.param(as_it_is("thorax"), "ceilings", "ceilings.csv", id="thorax"),
        pytest.param(as_it_is("Task09_Spleen"), "ceilings", "ceilings.csv", id="spleen"),
        pytest.param(of_nnunet, "ceilings", "ceilings.csv", id="nnU-Net"),
        pytest.param(as_it_is("nuclei"), "cases", "folds.csv", id="nuclei"),
        # two patients: nothing is learned, and the whole study is soon done
        pytest.param(unpacked, None, "report.html", id="dicom-rt"),
        pytest.param(as_it_is("aorta"), None, "report.html", id="aorta"),
    ],
)
def test_a_first_study_of_real_scans_runs_unedited(folder, target, made, tmp_path):
    told = segstudy(tmp_path, "new", str(folder(tmp_path)), "--out", "first.yaml").stdout
    assert "before it can run" not in told
    segstudy(tmp_path, "check", "first.yaml")
    done = segstudy(tmp_path, "run", "first.yaml", *([target] if target else []))
    assert len([*tmp_path.glob(f"results/*/{made}")]) == 1
    assert "outside what a network sees" not in done.stderr


def test_made_up_patients_go_the_whole_way(tmp_path):
    segstudy(tmp_path, "phantom", "clinic", "--layout", "nnunet", "--patients", "3", "--shape", "48", "48", "16")
    segstudy(tmp_path, "new", "clinic", "--out", "first.yaml")
    done = segstudy(tmp_path, "run", "first.yaml")
    assert done.stdout == "the report: results/first/report.html\n"

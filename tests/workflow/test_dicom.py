"""A folder of DICOM files with the structures of a planning system, on the whole way."""

import csv
import os
import zipfile
from pathlib import Path

import pytest

DATA = Path(os.environ.get("SEGSTUDY_DATA") or Path(__file__).parents[3] / "shared" / "data")
pytestmark = [
    pytest.mark.workflow,
    pytest.mark.skipif(not (DATA / "dicom-rt").is_dir(), reason=f"no real RTSTRUCT at {DATA}/dicom-rt"),
]


def test_a_clinical_folder_is_a_case(tmp_path, make_workplace):
    zipfile.ZipFile(DATA / "dicom-rt/LUNG1-003.zip").extractall(tmp_path / "cases/LUNG1-003/export")
    config = {
        "study": "dicom",
        "data": {"layout": "dicom", "root": str(tmp_path / "cases"), "organs": {"heart": 2, "spinal_cord": 7}},
        "arms": [{"name": "truth", "control": "truth"}],
    }
    place = make_workplace(config)
    done = place.run("results/dicom/metrics.csv")
    assert done.code == 0, done.text
    with (place.results / "metrics.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["organ"], float(row["dice"])) for row in rows] == [("heart", 1.0), ("spinal_cord", 1.0)]
    assert int(rows[0]["reference_voxels"]) > 150_000

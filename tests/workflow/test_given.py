"""Label maps from elsewhere on the whole way, in a study that trains nothing."""

import csv
import gzip
import json
import subprocess

import nibabel as nib
import numpy as np
import pytest

pytestmark = [pytest.mark.workflow]

ORGANS = {"heart": 2, "aorta": 4}
PERSON = "Rosamunde_Haverbrook"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Two small cases with label maps, and somebody's predictions: axes turned, other integers."""
    root, generator = tmp_path_factory.mktemp("data") / PERSON, np.random.default_rng(0)
    affine = np.diag([-2.0, -2.0, 3.0, 1.0])
    for case in ("one", "two", "three"):
        folder = root / "cases" / case
        folder.mkdir(parents=True)
        labels = np.zeros((24, 20, 10), np.uint8)
        labels[6:14, 5:12, 2:8], labels[16:19, 8:11, 1:9] = 2, 4
        scan = generator.normal(-1000, 20, labels.shape).astype(np.int16) + 1050 * (labels > 0).astype(np.int16)
        nib.save(nib.Nifti1Image(scan, affine), folder / f"{case}.nii.gz")
        nib.save(nib.Nifti1Image(labels, affine), folder / "GT.nii.gz")
        theirs = np.zeros(labels.shape, np.uint8)
        theirs[7:14, 5:12, 2:8], theirs[6, 0, 0] = 51, 99
        (root / "theirs").mkdir(exist_ok=True)
        nib.save(nib.as_closest_canonical(nib.Nifti1Image(theirs, affine)), root / f"theirs/{case}.nii.gz")
    return root


@pytest.fixture(scope="module")
def finished(data, make_workplace):
    config = {
        "study": "given",
        "data": {"layout": "segthor", "root": str(data / "cases"), "organs": ORGANS},
        "arms": [
            {"name": "theirs", "given": {"files": str(data / "theirs/{case}.nii.gz"), "labels": {"heart": 51}}},
            {"name": "truth", "control": "truth"},
        ],
    }
    config["evaluation"] = {"nsd_at_mm": [0.5, 1, 4]}
    config["data"]["exclude"] = {"three": f"see {data}/letter.txt"}
    place = make_workplace(config)
    place.folder = data / "study"
    place.folder.mkdir()
    done = place.run()
    assert done.code == 0, done.text
    return place


def test_results_name_nobodys_folders(finished, data):
    """Data, predictions and the study itself lie in a person's folder, and the study file says so."""
    assert PERSON in str(finished.folder) and PERSON in finished.config["data"]["root"]
    read, found = 0, []
    for path in finished.results.rglob("*"):
        if path.is_file() and "logs" not in path.relative_to(finished.results).parts:
            content = path.read_bytes()
            content = gzip.decompress(content) if path.suffix == ".gz" else content
            read += 1
            found += [str(path.relative_to(finished.results))] * (PERSON.encode() in content)
    assert found == [] and read > 20
    with (finished.results / "cases.csv").open(newline="") as lines:
        rows = {row["case"]: row for row in csv.DictReader(lines)}
    assert rows["one"]["image"] == "one/one.nii.gz" and rows["one"]["label"] == "one/GT.nii.gz"
    assert rows["three"]["reason"] == "see …/letter.txt"
    assert json.loads((finished.results / "provenance.json").read_text())["config"]["data"]["root"] == "…/cases"


def test_a_finished_study_in_read_only_results_is_finished(finished):
    folder = str(finished.results)
    if subprocess.run(["mount", "--bind", folder, folder], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        done = finished.run()
        assert done.code == 0 and "Nothing to be done" in done.text, done.text
        assert "Traceback" not in done.text and "rror" not in done.text, done.text
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_study_that_trains_nothing_is_measured_compared_and_told(finished):
    with (finished.results / "metrics.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 2 * 2 * len(ORGANS)
    for row in rows:
        if row["arm"] == "truth":  # the whole way there and back changes no voxel
            assert float(row["dice"]) == 1 and float(row["hd95_mm"]) == 0
        elif row["organ"] == "heart":
            assert float(row["dice"]) == pytest.approx(2 * 7 / (8 + 7), abs=1e-6)
        else:
            assert row["outcome"] == "not_annotated"
    text = (finished.results / "report.html").read_text()
    assert "Nobody knows here whom" in text and "0 folds" not in text
    assert not (finished.results / "prepared").exists() and not (finished.results / "trained").exists()
    assert json.loads((finished.results / "arms.json").read_text())["runs"] == []


def test_nsd_is_tabulated_at_each_tolerance(finished):
    with (finished.results / "nsd.csv").open(newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["arm"] == "theirs" and row["organ"] == "heart"]
    assert [row["tolerance"] for row in rows] == ["0.5", "1", "4"]
    values = [float(row["mean"]) for row in rows]
    assert 0 < values[0] <= values[1] < values[2] == 1
    assert "Surfaces at several tolerances" in (finished.results / "report.html").read_text()


def test_a_prediction_that_was_replaced_is_noticed(finished, data):
    assert finished.plan() == {}
    file = data / "theirs/one.nii.gz"
    image = nib.load(file)
    array = np.asarray(image.dataobj).copy()
    array[array == 99] = 51
    nib.save(nib.Nifti1Image(array, image.affine), file)
    again = finished.plan()
    assert again["take_given"] == 1 and again["evaluate_case"] == 1 and "inspect_case" not in again

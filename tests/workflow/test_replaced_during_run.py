"""Tables, splits, predictions and checkpoints that are replaced while a study runs: the next run is right."""

import csv
import shutil
import time

import nibabel as nib
import numpy as np
import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.slow]
CASES = ("one", "two", "three", "four")
ENET = {"enet": {"kernels": 8, "factor": 2}}


@pytest.fixture
def home(tmp_path):
    """Scans, their table, folds, predictions and weights, as a person has them, and others to put in their place."""
    from safetensors.torch import save_file

    from segstudy.models.build import build_model
    from segstudy.models.registry import MODELS

    root, generator = tmp_path / "home", np.random.default_rng(0)
    affine = np.diag([-2.0, -2.0, 3.0, 1.0])
    root.mkdir()
    for index, case in enumerate(CASES):
        labels = np.zeros((32, 32, 12), np.uint8)
        labels[6 + index : 14, 5:12, 2:10], labels[16:19, 8:11, 1:9] = 2, 4
        scan = generator.normal(-1000, 20, labels.shape).astype(np.int16) + 1050 * (labels > 0).astype(np.int16)
        nib.save(nib.Nifti1Image(scan, affine), root / f"{case}.nii.gz")
        nib.save(nib.Nifti1Image(labels, affine), root / f"{case}_label.nii.gz")
        nib.save(nib.Nifti1Image(np.roll(labels, 1, axis=0), affine), root / f"{case}_theirs.nii.gz")
        nib.save(nib.Nifti1Image(np.roll(labels, 3, axis=0), affine), root / f"other_{case}_theirs.nii.gz")
        nib.save(nib.Nifti1Image(np.roll(labels, 1, axis=2), affine), root / f"other_{case}_label.nii.gz")
    for name, of in (("cases.csv", ""), ("other_cases.csv", "other_")):
        rows = [(case, case, f"{case}.nii.gz", f"{of if case == 'two' else ''}{case}_label.nii.gz") for case in CASES]
        table(root / name, [("case", "patient", "image", "label"), *rows])
    table(root / "folds.csv", [("case", "fold"), *zip(CASES, (0, 0, 1, 1), strict=True)])
    table(root / "other_folds.csv", [("case", "fold"), *zip(CASES, (0, 1, 0, 1), strict=True)])
    network = build_model(MODELS["enet"], 1, 3, **ENET["enet"])
    save_file(network.state_dict(), root / "enet.safetensors")
    save_file({name: value * 2 for name, value in network.state_dict().items()}, root / "other_enet.safetensors")
    return root


def table(path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def study(home, name, trains):
    given = {"files": str(home / "{case}_theirs.nii.gz"), "labels": {"heart": 2, "aorta": 4}}
    config = {
        "study": name,
        "data": {"layout": "table", "root": str(home / "cases.csv"), "organs": {"heart": 2, "aorta": 4}},
        "arms": [{"name": "theirs", "given": given}, {"name": "truth", "control": "truth"}],
    }
    if trains:
        begun = {"name": "begun", "model": ENET, "preparation": "unit"}
        config["arms"].append({**begun, "start_from": {"weights": str(home / "enet.safetensors")}})
        config["folds"] = {"file": str(home / "folds.csv"), "validation": 0.5}
        config["preparations"] = {"unit": {"clip_hu": [-1000, 1000], "normalize": "unit", "size": [32, 32]}}
        config["training"] = {"epochs": 1, "threads": 1}
    return config


def replaced_once(place, made, *pairs):
    """Run a study, and replace files as soon as it has made one like `made`. Returns what it said."""
    run = place.start()
    end = time.monotonic() + 300
    while not list(place.results.glob(made)):
        assert time.monotonic() < end and run.poll() is None, (place.folder / "run.log").read_text()
        time.sleep(0.02)
    for new, old in pairs:
        shutil.copy(new, old)
    run.wait(timeout=600)
    told = (place.folder / "run.log").read_text()
    assert run.returncode == 0 or "replaced while this study runs" in told or "study file" in told, told
    assert "Traceback" not in told, told
    return told


def right_after(place, make_workplace, numbers=("metrics.csv",)):
    """The next run comes to the numbers of a study that never had other files."""
    done = place.run(*(f"results/{place.config['study']}/{name}" for name in numbers))
    assert done.code == 0, done.text
    fresh = make_workplace(place.config)
    done = fresh.run(*(f"results/{place.config['study']}/{name}" for name in numbers))
    assert done.code == 0, done.text
    for name in numbers:
        assert (place.results / name).read_bytes() == (fresh.results / name).read_bytes(), name


def test_a_table_and_predictions_replaced_during_the_run(home, make_workplace):
    place = make_workplace(study(home, "table", trains=False))
    pairs = [(home / "other_cases.csv", home / "cases.csv")]
    pairs += [(home / f"other_{case}_theirs.nii.gz", home / f"{case}_theirs.nii.gz") for case in CASES[2:]]
    replaced_once(place, "cases.csv", *pairs)
    before = (place.results / "metrics.csv").read_bytes() if (place.results / "metrics.csv").exists() else b""
    right_after(place, make_workplace)
    assert (place.results / "metrics.csv").read_bytes() != before


def test_folds_and_a_checkpoint_replaced_during_the_run(home, make_workplace):
    place = make_workplace(study(home, "folds", trains=True))
    pairs = [(home / f"other_{name}", home / name) for name in ("folds.csv", "enet.safetensors")]
    replaced_once(place, "trained/*/fold-0/weights.safetensors", *pairs)
    right_after(place, make_workplace)

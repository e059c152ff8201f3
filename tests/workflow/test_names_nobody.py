"""No file that a study leaves behind names a person's folders, though its own file names them."""

import csv
import gzip
import importlib.util
import sqlite3
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

pytestmark = [pytest.mark.workflow]

PERSON = "Rosamunde_Haverbrook"
CASES = ("one", "two", "three", "four")
ENET = {"enet": {"kernels": 8, "factor": 2}}
NNUNET = {"trainer": "nnUNetTrainerNoMirroring", "epochs": 1, "iterations": 1, "validation_iterations": 1}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Scans, folds, weights and a checkpoint in a person's folder."""
    root, generator = tmp_path_factory.mktemp("data") / PERSON, np.random.default_rng(0)
    affine = np.diag([-2.0, -2.0, 3.0, 1.0])
    for case in CASES:
        (root / "cases" / case).mkdir(parents=True)
        labels = np.zeros((32, 32, 16), np.uint8)
        labels[6:14, 5:12, 2:13], labels[16:19, 8:11, 1:14] = 2, 4
        scan = generator.normal(-1000, 20, labels.shape).astype(np.int16) + 1050 * (labels > 0).astype(np.int16)
        nib.save(nib.Nifti1Image(scan, affine), root / "cases" / case / f"{case}.nii.gz")
        nib.save(nib.Nifti1Image(labels, affine), root / "cases" / case / "GT.nii.gz")
    with (root / "folds.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("case", "fold"), *((case, index % 2) for index, case in enumerate(CASES))])
    return root


def arms_that_name_files(home):
    """Arms that begin with files of the person's, and the study's preparation for them."""
    from safetensors.torch import save_file

    from segstudy.models.build import build_model
    from segstudy.models.registry import MODELS
    from segstudy.models.sam2_checkpoint import random_sam2

    save_file(build_model(MODELS["enet"], 1, 3, **ENET["enet"]).state_dict(), home / "enet.safetensors")
    arms = [{"name": "begun", "model": ENET, "start_from": {"weights": str(home / "enet.safetensors")}}]
    if importlib.util.find_spec("transformers"):
        random_sam2("video").save_pretrained(home / "checkpoint")
        sam2 = {"checkpoint": str(home / "checkpoint")}
        arms += [
            {"name": "tuned", "model": {"sam2_tuned": {**sam2, "width": 8}}},
            {"name": "prompted", "model": {"sam2_prompted": {**sam2, "threads": 1}}, "source_arm": "begun"},
        ]
    return arms


def study(home, arms):
    for arm in arms:
        if "sam2_prompted" not in arm["model"] and "nnunet" not in arm["model"]:
            arm["preparation"] = "unit"
    return {
        "study": "nobody",
        "data": {"layout": "segthor", "root": str(home / "cases"), "organs": {"heart": 2, "aorta": 4}},
        "folds": {"file": str(home / "folds.csv"), "validation": 0.5},
        "preparations": {"unit": {"clip_hu": [-1000, 1000], "normalize": "unit", "size": [32, 32]}},
        "training": {"epochs": 1, "threads": 1},
        "arms": arms,
    }


def names_of_the_person(folder):
    """The files that hold the person's name, as they are, unpacked, or in a database; how many were read."""
    read, found = 0, []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).parts[0] != "logs":
            content = path.read_bytes()
            content = gzip.decompress(content) if path.suffix == ".gz" else content
            if path.suffix == ".db":
                content += "\n".join(sqlite3.connect(path).iterdump()).encode()
            read += 1
            found += [path.relative_to(folder).as_posix()] * (PERSON.encode() in content or PERSON in path.name)
    return found, read


def run_in(home, make_workplace, arms):
    place = make_workplace(study(home, arms))
    place.folder = home / arms[0]["name"]
    place.folder.mkdir()
    done = place.run()
    assert done.code == 0, done.text
    assert place.plan() == {}
    return place


def test_trained_networks_and_all_that_follows_name_nobodys_folders(home, make_workplace):
    place = run_in(home, make_workplace, arms_that_name_files(home))
    found, read = names_of_the_person(place.results)
    assert found == [] and read > 100
    assert any(PERSON in path.read_text() for path in (place.results / "logs").rglob("*.log")), "logs may"


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("nnunetv2") is None, reason="nnU-Net (the extra `nnunet`) is missing")
def test_what_nnunet_and_mlflow_keep_names_nobodys_folders(home, make_workplace):
    nnunet = {**NNUNET, "patch": [16, 16, 16], "batch": 2, "workers": 0}
    place = run_in(home, make_workplace, [{"name": "nnU-Net", "model": {"nnunet": nnunet}}])
    done = place.run("results/nobody/stages/tracking")
    assert done.code == 0, done.text
    found, read = names_of_the_person(place.results)
    assert found == [] and read > 60
    assert (place.results / "mlflow.db").exists()
    assert list(Path(place.results).rglob("dataset.json"))

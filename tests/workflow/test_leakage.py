"""Nothing of a test patient reaches its network; patients under two names are found."""

import csv
import json
import shutil

import numpy as np
import pytest

from segstudy.volumes.nifti import read_image, write_volume

pytestmark = pytest.mark.workflow


@pytest.fixture
def own_study(finished_study, study_copy):
    """The finished study on files that a test may change."""
    study_copy.config["data"] |= {"layout": "segthor", "root": "results/tiny/phantom"}
    del study_copy.config["data"]["phantom"]
    shutil.rmtree(study_copy.results / "seals" / "phantom")
    return study_copy


@pytest.fixture
def held(finished_study):
    """The fold that holds each case out."""
    with (finished_study.results / "folds.csv").open() as lines:
        return {row["case"]: row["fold"] for row in csv.DictReader(lines)}


def scan_again(place, case):
    """Let `case` have another scan, with noise added."""
    path = place.results / f"phantom/{case}/{case}.nii.gz"
    scan = read_image(path)
    noise = np.random.default_rng(0).normal(0, 300, scan.array.shape)
    write_volume(path, scan.with_array((scan.array + noise).astype(scan.array.dtype)))


def test_another_scan_of_a_test_patient_leaves_its_network_as_it_was(finished_study, own_study, held):
    case = "Patient_01"
    scan_again(own_study, case)
    networks = [path.relative_to(own_study.folder) for path in own_study.results.glob("trained/enet.raw.*/fold-*/w*")]
    assert len(networks) == 2
    for network in networks:
        shutil.rmtree((own_study.folder / network).parent)
    done = own_study.run(*map(str, networks))
    assert done.code == 0, done.text
    for network in networks:
        same = (own_study.folder / network).read_bytes() == (finished_study.folder / network).read_bytes()
        tested_here = network.parent.name == f"fold-{held[case]}"
        assert same == tested_here, network


@pytest.mark.study
@pytest.mark.slow
def test_another_scan_of_a_test_patient_leaves_the_search_of_its_fold_as_it_was(own_study, held):
    network = {"enet": {"kernels": 8, "factor": 2}}
    own_study.config["tuning"] = {
        "search": {
            "model": network,
            "preparation": "raw",
            "training": {"epochs": 1},
            "space": {"learning_rate": {"low": 1e-3, "high": 1e-2, "log": True}},
            "trials": 2,
            "parallel": 1,
        }
    }
    own_study.config["arms"].append({"name": "tuned", "preparation": "raw", "tuned": "search"})

    def searched():
        done = own_study.run("tuning")
        assert done.code == 0, done.text
        folders = sorted((own_study.results / "tuned/search").glob("fold-*"))
        assert len(folders) == 2
        trials = {
            folder.name: [json.loads(path.read_text()) for path in folder.glob("trials/*.json")] for folder in folders
        }
        return {
            name: sorted((trial["number"], trial["parameters"]["learning_rate"], trial["value"]) for trial in told)
            for name, told in trials.items()
        }

    before = searched()
    scan_again(own_study, "Patient_01")
    shutil.rmtree(own_study.results / "tuned")
    after = searched()
    assert all(len(told) == 2 for told in before.values())
    for fold in before:
        tested_here = fold == f"fold-{held['Patient_01']}"
        assert (before[fold] == after[fold]) == tested_here, fold


def test_a_patient_under_two_names_is_found_though_the_file_was_packed_again(finished_study, own_study):
    root = own_study.results / "phantom"
    twin = root / "Patient_09"
    shutil.copytree(root / "Patient_01", twin)
    image = (twin / "Patient_01.nii.gz").rename(twin / "Patient_09.nii.gz")
    scan = read_image(image)
    write_volume(image, scan.with_array(scan.array.astype(np.float32)))
    assert image.read_bytes() != (root / "Patient_01/Patient_01.nii.gz").read_bytes()
    done = own_study.run("results/tiny/stages/usable")
    assert done.code != 0
    assert "the same image as case Patient_01" in done.text
    assert "Traceback" not in done.text

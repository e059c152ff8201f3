import csv
import json
import time

import numpy as np
import pytest
import torch
import yaml
from safetensors.torch import load_file, save_file

from segstudy.models.registry import encoder_layers
from segstudy.models.start_spec import StartSpec
from segstudy.nnunet.training_spec import NnunetTrainingSpec
from segstudy.volumes.nifti import read_header, read_labels

# As in a study: a network knows its place.
TRAINED = "results/tiny/trained/nnunet/fold-0"
TRAIN = """
import json, logging, sys, torch
from pathlib import Path
from segstudy.nnunet.training_spec import NnunetTrainingSpec
from segstudy.nnunet.train import train_fold
logging.basicConfig(level=logging.INFO, stream=sys.stdout, force=True)
torch.set_num_threads(1)
spec = NnunetTrainingSpec.from_plain({spec!r})
start, into = {start!r}, Path({into!r})
cost = train_fold(spec, Path("."), Path("state"), "code", into, torch.device("cpu"), start)
print("COST", json.dumps(cost))
"""
PREDICT = """
import torch
from segstudy.volumes.nifti import write_volume
from segstudy.nnunet.network import read_network
from segstudy.nnunet.predict import predict_case, predict_probabilities
import numpy as np
torch.set_num_threads(1)
network = read_network("results/tiny/trained/nnunet/fold-0")
for count, name in ((1, "alone"), (2, "twice")):
    write_volume(name + ".nii.gz", predict_case([network] * count, "Patient_04.nii.gz", torch.device("cpu")))
np.save("probabilities.npy", predict_probabilities([network], "Patient_04.nii.gz", torch.device("cpu")))
"""

NEW_SCAN = """
import json
from pathlib import Path
import torch
from segstudy.application.arms import arms_of
from segstudy.application.segment import segment
from segstudy.volumes.nifti import read_image, write_volume
torch.set_num_threads(1)
study = Path("results/tiny")
run = {"path": "nnunet", "arm": "nnunet", "seed": 1, "training": "nnunet", "postprocessing": None}
members = [{"training": "nnunet", "inference": None}]
runs = [run, {**run, "path": "mean", "arm": "mean", "training": None, "members": members}]
(study / "arms.json").write_text(json.dumps({"study": "tiny", "phantom": True, "runs": runs}))
for name, arm in arms_of(study).items():
    Path("work", name).mkdir(parents=True)
    write_volume(name + ".nii.gz", segment(arm, read_image("Patient_04.nii.gz"), Path("work", name)))
"""


@pytest.fixture(scope="module")
def trained(nnunet_fold):
    """A training that was killed after its first epochs and started again; what its two processes said."""
    settings = nnunet_fold.settings.model_copy(update={"epochs": 5})
    spec = NnunetTrainingSpec(settings, 3, nnunet_fold.organs).to_plain()
    code = TRAIN.format(spec=spec, start=None, into=TRAINED)
    results = {"nnUNet_results": str(nnunet_fold.root / "state")}
    first = nnunet_fold.start(code, **results)
    end = time.monotonic() + 200
    while not list((nnunet_fold.root / "state").rglob("checkpoint_latest.pth")) and time.monotonic() < end:
        assert first.poll() is None, first.communicate()[0]
        time.sleep(0.01)
    first.kill()
    said, _ = first.communicate()
    assert not (nnunet_fold.root / TRAINED).exists()
    return said, nnunet_fold.run(code, **results)


@pytest.fixture(scope="module")
def alone(nnunet_fold, trained):
    """The network's label map of the held-out scan."""
    nnunet_fold.run(PREDICT)
    return read_labels(nnunet_fold.root / "alone.nii.gz")


def finished(said):
    """The epochs that a process finished."""
    return [int(line.split("epoch ")[1].split("/")[0]) for line in said.splitlines() if "  loss " in line]


def test_a_killed_training_goes_on_at_its_last_checkpoint(nnunet_fold, trained):
    before, after = map(finished, trained)
    assert after[0] > 1, "the second process began anew"
    assert after[-1] == 5
    assert set(before) | set(after) >= {2, 3, 4, 5}
    with (nnunet_fold.root / TRAINED / "history.csv").open() as file:
        history = list(csv.DictReader(file))
    assert [row["epoch"] for row in history] == ["1", "2", "3", "4", "5"]
    rates = [float(row["learning_rate"]) for row in history]
    assert rates == pytest.approx([0.01 * (1 - epoch / 5) ** 0.9 for epoch in range(5)])
    assert not (nnunet_fold.root / "state").exists()


def test_a_training_says_what_it_cost_and_what_rebuilds_its_network(nnunet_fold, trained):
    cost = json.loads(trained[1].partition("COST ")[2].splitlines()[0])
    assert cost["epochs"] == 5
    assert cost["parameters"] > 100_000
    model = yaml.safe_load((nnunet_fold.root / TRAINED / "model.yaml").read_text())
    assert (model["model"], model["configuration"]) == ("nnunet", "3d_fullres")
    assert model["training"] == ["Patient_01", "Patient_02"]
    assert not list((nnunet_fold.root / TRAINED).glob("*.pth"))


def test_a_prediction_is_in_the_grid_of_its_scan_and_the_integers_of_the_study(nnunet_fold, alone):
    twice = read_labels(nnunet_fold.root / "twice.nii.gz")
    scan = read_header(nnunet_fold.image("Patient_04"))
    assert alone.array.shape == scan.array.shape
    assert np.allclose(alone.affine, scan.affine)
    assert set(np.unique(alone.array)) <= {0, *nnunet_fold.organs.values()}
    assert len(np.unique(alone.array)) > 1
    assert np.array_equal(alone.array, twice.array)
    # for ensembles: the same in the scan's own grid, which is stored in another orientation than nnU-Net sees
    probabilities = np.load(nnunet_fold.root / "probabilities.npy").astype(np.float32)
    assert probabilities.shape == (5, *scan.array.shape)
    np.testing.assert_allclose(probabilities.sum(axis=0), 1, atol=5e-3)
    likeliest = np.array([0, *nnunet_fold.organs.values()])[probabilities.argmax(axis=0)]
    # float16 knows ties that nnU-Net's own numbers do not have
    assert (likeliest == alone.array).mean() > 0.999


def test_an_arm_of_a_study_predicts_a_new_scan_alone_and_as_a_member_of_a_mean(nnunet_fold, alone):
    nnunet_fold.run(NEW_SCAN)
    arm, mean = (read_labels(nnunet_fold.root / f"{name}.nii.gz").array for name in ("nnunet", "mean"))
    assert np.array_equal(arm, alone.array) and arm.any()
    # of one member: its probabilities, whose ties in float16 its own label map does not know
    assert (mean == alone.array).mean() > 0.999


def test_an_encoder_as_nnssl_leaves_it_is_begun_with_and_stays(nnunet_fold, trained):
    """Under nnssl's names, of which nnU-Net has several a layer, and with the stem of another number of channels."""
    before = load_file(nnunet_fold.root / TRAINED / "weights.safetensors")
    encoder = {name.removeprefix("decoder."): each for name, each in before.items() if "encoder." in name}
    encoder = {name.replace(".all_modules.0.", ".conv."): each for name, each in encoder.items()}
    save_file(encoder, nnunet_fold.root / "nnssl.safetensors")
    settings = nnunet_fold.settings.model_copy(update={"epochs": 1})
    start = StartSpec("nnssl.safetensors", layers=encoder_layers("nnunet"), freeze=True)
    spec = NnunetTrainingSpec(settings, 4, nnunet_fold.organs, start).to_plain()
    code = TRAIN.format(spec=spec, start="nnssl.safetensors", into="further")
    said = nnunet_fold.run(code, nnUNet_results=str(nnunet_fold.root / "state"))
    after = load_file(nnunet_fold.root / "further/weights.safetensors")
    assert f"{len(encoder)} of {len(encoder)} layers begin as in nnssl.safetensors" in said
    changed = {name for name, weight in before.items() if not torch.equal(weight, after[name])}
    assert changed and not [name for name in changed if "encoder." in name]
    assert (
        yaml.safe_load((nnunet_fold.root / "further/model.yaml").read_text())["start"]["source"] == "nnssl.safetensors"
    )

import shutil

import pytest
import torch
from safetensors import safe_open

from segstudy.models.build import build_model
from segstudy.models.identity import learned_from, refuse_what_it_learned_from, whom_it_knows
from segstudy.models.load import load_network
from segstudy.models.registry import MODELS
from segstudy.running.errors import StudyError
from segstudy.training.write import write_trained

MODEL = {"model": "enet", "arguments": {"kernels": 4, "factor": 2}, "in_channels": 1, "classes": 3}


@pytest.fixture
def training(tmp_path):
    """A training of two folds."""
    for fold, cases in enumerate((["P3", "P1"], ["P2", "P4"])):
        torch.manual_seed(fold)
        network = build_model(MODELS["enet"], 1, 3, kernels=4, factor=2)
        model = {**MODEL, "training": cases[:1], "validation": cases[1:]}
        write_trained(tmp_path / f"enet.raw/fold-{fold}", network.state_dict(), model, [])
    return tmp_path / "enet.raw"


def swap(first, second):
    aside = first.with_name("aside")
    first.rename(aside)
    second.rename(first)
    aside.rename(second)


def test_weights_say_which_network_they_are_and_whom_it_learned_from(training):
    with safe_open(training / "fold-0/weights.safetensors", "pt") as file:
        assert file.metadata() == {"segstudy": '{"network": "enet.raw/fold-0", "learned_from": ["P1", "P3"]}'}
    assert learned_from(training / "fold-1/weights.safetensors") == ["P2", "P4"]


def test_swapped_weights_are_refused(training):
    swap(*(training / f"fold-{fold}/weights.safetensors" for fold in (0, 1)))
    for fold in (0, 1):
        with pytest.raises(StudyError, match=rf"fold-{fold}/weights\.safetensors: not as it was trained"):
            load_network(training / f"fold-{fold}", MODELS["enet"])


def test_swapped_folders_are_refused(training):
    swap(training / "fold-0", training / "fold-1")
    with pytest.raises(StudyError, match=r"fold-0: holds the files of another network, enet\.raw/fold-1"):
        load_network(training / "fold-0", MODELS["enet"])


@pytest.mark.parametrize("place", [0.3, 0.6, 0.99])
def test_one_flipped_bit_is_refused(training, place):
    path = training / "fold-0/weights.safetensors"
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 4
    path.write_bytes(content)
    with pytest.raises(StudyError, match="not as it was trained"):
        load_network(training / "fold-0", MODELS["enet"])


def test_a_study_copied_elsewhere_is_read(training, tmp_path):
    shutil.copytree(training, tmp_path / "laptop/enet.raw")
    load_network(tmp_path / "laptop/enet.raw/fold-0", MODELS["enet"])


@pytest.mark.parametrize("case", ["P1", "P3"])
def test_no_case_is_predicted_by_who_learned_from_it(training, case):
    _, model = load_network(training / "fold-0", MODELS["enet"])
    refuse_what_it_learned_from("P2", [model])
    with pytest.raises(StudyError, match=rf"{case}: the network enet\.raw/fold-0 learned from it"):
        refuse_what_it_learned_from(case, [model])


def test_who_was_taught_by_predictions_may_predict_them_and_not_lend_them_to_another_study(training):
    model = {
        **MODEL,
        "training": ["P1"],
        "validation": ["P3"],
        "pseudo_labels": {"P7": ["heart"]},
        "mean_teacher": ["P8"],
    }
    network = build_model(MODELS["enet"], 1, 3, kernels=4, factor=2)
    write_trained(training / "fold-2", network.state_dict(), model, [])
    assert learned_from(training / "fold-2/weights.safetensors") == ["P1", "P3", "P7", "P8"]
    start = whom_it_knows(training / "fold-2/weights.safetensors")
    further = {**MODEL, "training": ["P2"], "validation": [], "start": start}
    write_trained(training / "fold-3", network.state_dict(), further, [])
    assert learned_from(training / "fold-3/weights.safetensors") == ["P1", "P2", "P3", "P7", "P8"]
    refuse_what_it_learned_from("P7", [further])
    with pytest.raises(StudyError, match="learned from it"):
        refuse_what_it_learned_from("P3", [further])

"""Arms that need other arms of their study: those that look where another has found organs, and means of several."""

import json
import shutil

import numpy as np
import pytest
import torch

from segstudy.application.arms import arm_at, find_arms
from segstudy.application.cli import main
from segstudy.application.segment import segment
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.config.sections.representations import CropSettings
from segstudy.config.sections.sam2 import PromptedSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import MODELS
from segstudy.prediction.ensemble import mean_labels, on_network_grid
from segstudy.prediction.networks import load_networks
from segstudy.prediction.probabilities import predict_probabilities
from segstudy.prediction.represented import predict_represented_labels
from segstudy.preparation.prepare import prepare_image
from segstudy.representations.build import make_representation
from segstudy.representations.registry import REPRESENTATIONS
from segstudy.running.errors import StudyError
from segstudy.running.shareable import HIDDEN
from segstudy.sam2.predict import predict_labels, ready_network
from segstudy.sam2.spec import Sam2Spec
from segstudy.training.fold import train_fold
from segstudy.training.spec import TrainingSpec
from segstudy.volumes.cache import CachedSlices, write_image_cache

CPU, CROP = torch.device("cpu"), CropSettings(size=32)


def train(study, name, stems, organs, preparation, **more):
    settings = TrainingSettings(epochs=1, batch=4, threads=1, learning_rate=4e-3, initialization="default")
    for fold, (taught, checked) in enumerate((("Patient_01", "Patient_02"), ("Patient_02", "Patient_01"))):
        spec = TrainingSpec(
            model="enet",
            builder=MODELS["enet"],
            arguments={"kernels": 8, "factor": 2},
            settings=settings,
            seed=8,
            organs=organs,
            preparation=preparation,
            training=(taught,),
            validation=(checked,),
            annotated={case: tuple(organs) for case in (taught, checked)},
            **more,
        )
        paths = [str(stems / case) for case in (taught, checked)]
        train_fold(spec, paths, study / f"state-{name}-{fold}", "1", study / f"trained/{name}/fold-{fold}")


@pytest.fixture(scope="module")
def study(results, tmp_path_factory):
    """The small study with a cropped arm that starts from `cleaned`, and an ensemble of two trainings."""
    study = tmp_path_factory.mktemp("arms_of_arms") / "results/tiny"
    shutil.copytree(results / "tiny", study)
    full = arm_at(study / "full")
    shared = (results / "cache", full.organs, full.preparation.spec())
    train(study, "enet.other", *shared)
    train(study, "enet.crop", *shared, representation=CROP, representation_builder=REPRESENTATIONS["crop"])
    listed = json.loads((study / "arms.json").read_text())
    common = {"seed": 7, "postprocessing": None}
    members = [{"training": name, "inference": None} for name in ("enet.full", "enet.other")]
    listed["runs"] = [
        {**common, "path": "crop", "arm": "crop", "training": "enet.crop", "source": "cleaned"},
        *listed["runs"],
        {**common, "path": "both", "arm": "both", "training": None, "members": members},
    ]
    (study / "arms.json").write_text(json.dumps(listed))
    return study


@pytest.fixture(scope="module")
def scan(phantoms):
    return phantoms["Patient_03"].image


@pytest.fixture
def prepared(scan, study, tmp_path):
    preparation = PreparationSettings.from_spec(arm_at(study / "full").model["preparation"])
    image, grid = prepare_image(scan, preparation)
    write_image_cache(tmp_path / "scan.image.b2nd", image.stored, image.slope, image.intercept)
    return CachedSlices(str(tmp_path / "scan")), grid


def segmented(arm, scan, tmp_path, **options):
    work = tmp_path / f"{arm.path.name}-{len(list(tmp_path.iterdir()))}"
    work.mkdir()
    return segment(arm, scan, work, **options)


def test_a_cropped_arm_looks_where_its_source_found_organs(study, scan, prepared, tmp_path):
    slices, grid = prepared
    steps = []
    found = segmented(arm_at(study / "crop"), scan, tmp_path, fold=1, progress=lambda *step: steps.append(step))
    source = segmented(arm_at(study / "cleaned"), scan, tmp_path, fold=1)
    trained = load_networks([study / "trained/enet.crop/fold-1"], MODELS["enet"])
    shown = make_representation(REPRESENTATIONS["crop"], CROP.spec())
    labels = trained.organ_labels
    expected = predict_represented_labels(trained.networks, slices, grid, source.array, shown, labels, 4, CPU)
    np.testing.assert_array_equal(found.array, expected)
    assert (found.array != source.array).any() and found.array.any()
    assert ("cleaned: Preparing the scan", 0, 1) in steps and steps[-1] == ("Done", 1, 1)


def test_an_ensemble_is_the_mean_of_its_members_networks(study, scan, prepared, tmp_path):
    slices, grid = prepared
    found = segmented(arm_at(study / "both"), scan, tmp_path)
    members = []
    for name in ("enet.full", "enet.other"):
        trained = load_networks([study / f"trained/{name}/fold-{fold}" for fold in (0, 1)], MODELS["enet"])
        members.append(on_network_grid(predict_probabilities(trained.networks, slices, 4, CPU), grid))
    np.testing.assert_array_equal(found.array, mean_labels(members, trained.organ_labels))
    alone = segmented(arm_at(study / "full"), scan, tmp_path)
    assert (found.array != alone.array).any()


def test_sam2_is_prompted_by_its_source(study, scan, tmp_path):
    organs = arm_at(study / "cleaned").organs
    settings = PromptedSettings(checkpoint="random")
    listed = json.loads((study / "arms.json").read_text())
    prompted = {"path": "sam2", "arm": "sam2", "seed": 7, "training": None, "source": "cleaned", "postprocessing": None}
    elsewhere = {**prompted, "path": "elsewhere", "arm": "elsewhere"}
    prompted["sam2"] = Sam2Spec.of(settings, organs).to_plain()
    elsewhere["sam2"] = Sam2Spec.of(PromptedSettings(checkpoint=f"{HIDDEN}sam2.safetensors"), organs).to_plain()
    place = tmp_path / "results/tiny"
    shutil.copytree(study, place)
    (place / "arms.json").write_text(json.dumps({**listed, "runs": [*listed["runs"], prompted, elsewhere]}))
    source = segmented(arm_at(place / "cleaned"), scan, tmp_path, fold=0)
    found = segmented(arm_at(place / "sam2"), scan, tmp_path, fold=0)
    expected = predict_labels(ready_network(settings), settings, scan, source, list(organs.values()), CPU)
    np.testing.assert_array_equal(found.array, expected)
    with pytest.raises(StudyError, match="results keep no path of a machine's"):
        segmented(arm_at(place / "elsewhere"), scan, tmp_path)


def test_they_are_offered_with_what_they_need(study, capsys):
    assert main(["predict", "--list", "--results", str(study.parent)]) == 0
    lines = {line.split()[0].rpartition("/")[2]: line for line in capsys.readouterr().out.splitlines()}
    assert set(lines) == {"crop", "full", "cleaned", "both"}
    assert "(enet, from cleaned; 2 networks; " in lines["crop"]
    assert "(ensemble of enet; 4 networks; " in lines["both"]


def test_a_fold_counts_where_all_that_an_arm_needs_is_there(study, tmp_path):
    shutil.copytree(study, tmp_path / "tiny")
    (tmp_path / "tiny/trained/enet.full/fold-0/weights.safetensors").unlink()
    assert {name: arm_at(tmp_path / "tiny" / name).folds for name in ("crop", "both")} == {"crop": [1], "both": [1]}


@pytest.mark.parametrize("source", ["crop", "nobody"])
def test_a_damaged_list_is_one_line(study, tmp_path, source):
    listed = json.loads((study / "arms.json").read_text())
    listed["runs"][0]["source"] = source
    shutil.copytree(study, tmp_path / "tiny")
    (tmp_path / "tiny/arms.json").write_text(json.dumps(listed))
    with pytest.raises(StudyError, match=r"arms\.json: cannot be read"):
        arm_at(tmp_path / "tiny/full")
    assert find_arms(tmp_path)[0] == []

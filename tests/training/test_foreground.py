from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudy.config.sections.training import TrainingSettings
from segstudy.models.load import load_network
from segstudy.models.registry import MODELS
from segstudy.running.errors import StudyError
from segstudy.training.fold import train_fold
from segstudy.training.foreground import foreground_scaling
from segstudy.training.labelled import LabelledSlices
from segstudy.training.spec import TrainingSpec
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache
from segstudy.volumes.windows.slabs import probability_slabs


@pytest.fixture
def cases(toy_cases, tmp_path):
    """The toy cases in Hounsfield units, as a preparation by `foreground` leaves them."""
    made = []
    for case in toy_cases:
        slices = case.slices
        stem = str(tmp_path / Path(slices.stem).name)
        write_image_cache(f"{stem}.image.b2nd", np.stack([slices.stored(i) for i in range(len(slices))]), 1.0, 0.0)
        write_label_cache(f"{stem}.label.b2nd", np.stack([slices.label(i) for i in range(len(slices))]))
        made.append(LabelledSlices(CachedSlices(stem), case.annotated))
    return made


def voxels(cases, classes=(1, 2)):
    slices = [case.slices for case in cases]
    pairs = [(each.stored(i), each.label(i)) for each in slices for i in range(len(each))]
    return np.concatenate([image[np.isin(label, classes)] for image, label in pairs])


def test_numbers_are_of_the_organs_that_were_drawn(cases):
    found, inside = foreground_scaling(cases[:2]), voxels(cases[:2])
    assert (found.mean, found.sd) == pytest.approx((inside.mean(), inside.std()))
    assert (found.low, found.high) == pytest.approx(np.percentile(inside, (0.5, 99.5)), abs=2)
    undrawn = [LabelledSlices(case.slices, np.array([True, False, True])) for case in cases[:2]]
    assert foreground_scaling(undrawn).mean == pytest.approx(voxels(cases[:2], (2,)).mean())
    with pytest.raises(StudyError, match="no training patient shows an organ"):
        foreground_scaling([LabelledSlices(cases[0].slices, np.array([True, False, False]))])


def test_scans_that_were_multiplied_count_as_what_they_mean(cases, tmp_path):
    slices = cases[1].slices
    stem = str(tmp_path / "multiplied")
    stored = np.stack([slices.stored(i) for i in range(len(slices))])
    assert abs(stored).max() * 8 < 2**15
    write_image_cache(f"{stem}.image.b2nd", stored * np.int16(8), 1 / 8, 0.0)
    multiplied = LabelledSlices(CachedSlices(stem, labels=slices.files[1]), cases[1].annotated)
    found, expected = foreground_scaling([cases[0], multiplied]), foreground_scaling(cases[:2])
    assert (found.low, found.high) == (expected.low, expected.high)
    assert (found.mean, found.sd) == pytest.approx((expected.mean, expected.sd))


def test_slices_are_read_clipped_and_scaled(cases):
    scaling = foreground_scaling(cases[:2])
    plain, scaled = cases[0], cases[0].scaled(scaling)
    expected = (np.clip(plain.slices.image(2), scaling.low, scaling.high) - scaling.mean) / scaling.sd
    np.testing.assert_allclose(scaled.slices.image(2), expected, rtol=1e-5)
    np.testing.assert_allclose(scaled.slices.image_box((slice(2, 3), slice(0, 8), slice(0, 8)))[0], expected[:8, :8])
    np.testing.assert_allclose(scaled.reopened().sample(2)[0], expected, rtol=1e-5)
    assert scaled.slices.background_value == pytest.approx((scaling.low - scaling.mean) / scaling.sd)


@pytest.mark.parametrize("depth", [False, True])
def test_a_network_keeps_the_numbers_of_its_own_training_patients(cases, tmp_path, depth):
    names = tuple(Path(case.slices.stem).name for case in cases)
    settings = TrainingSettings(epochs=1, batch=4, threads=1, channels={"depth": True} if depth else None)
    spec = TrainingSpec(
        model="enet",
        builder=MODELS["enet"],
        arguments={"kernels": 8, "factor": 2},
        settings=settings,
        seed=5,
        organs={"disc": 3, "bar": 9},
        preparation={},
        training=names[:2],
        validation=names[2:],
        annotated=dict.fromkeys(names, ("disc", "bar")),
        normalization="foreground",
    )
    stems = [case.slices.stem for case in cases]
    train_fold(spec, stems, tmp_path / "state", "1", tmp_path / "fold-0")
    network, model = load_network(tmp_path / "fold-0", MODELS["enet"])
    assert model["scaling"] == foreground_scaling(cases[:2]).to_plain()  # not of those it is validated on
    # what it says of Hounsfield units is what it says of scaled ones without its own scaling
    (_, slab), *_ = probability_slabs([network], cases[3].slices, 4, torch.device("cpu"))
    network._forward_pre_hooks.clear()
    scaled = CachedSlices(cases[3].slices.stem, foreground_scaling(cases[:2]))
    (_, other), *_ = probability_slabs([network], scaled, 4, torch.device("cpu"))
    np.testing.assert_allclose(np.asarray(slab), np.asarray(other), atol=1e-5)
    train_fold(replace(spec, normalization=None), stems, tmp_path / "state", "1", tmp_path / "plain")
    assert "scaling" not in load_network(tmp_path / "plain", MODELS["enet"])[1]

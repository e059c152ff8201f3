"""What must hold for every scan and every cohort, drawn at random."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from segstudy.cases.case import Case
from segstudy.cases.folds import assign_folds, split_training
from segstudy.config.sections.folds import FoldSettings
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.preparation.prepare import prepare_image, prepare_label
from segstudy.volumes.cache import CachedSlices, write_image_cache
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.label_map import class_indices, label_map
from segstudy.volumes.nifti import read_header, read_labels, write_volume
from segstudy.volumes.volume import Volume

INTEGERS = [3, 250, 7]
PREPARATIONS = {
    "stored": {"orientation": "stored", "size": (32, 40)},
    "resized": {"size": (32, 40)},
    "ras": {"orientation": "RAS", "size": (32, 40), "clip_hu": (-1000, 1000), "normalize": "zscore"},
    "resampled": {"spacing_mm": (2.0, 1.5, 3.0), "size": (32, 40)},
    "cropped": {"fit": "crop", "size": (64, 64)},
}


def affine_of(spacing, angles, order, signs):
    """Any orientation: axes in any order and direction, turned by any angle."""
    axes = np.eye(3)[:, list(order)] * signs
    turned = Rotation.from_euler("xyz", angles, degrees=True).as_matrix() @ axes
    affine = np.eye(4)
    affine[:3, :3] = turned * np.array(spacing)
    affine[:3, 3] = (-120.5, 33.25, 700)
    return affine


grids = st.builds(
    affine_of,
    st.tuples(*[st.floats(0.3, 6.0)] * 3),
    st.tuples(*[st.floats(-40, 40)] * 3),
    st.permutations(range(3)),
    st.tuples(*[st.sampled_from((-1, 1))] * 3),
)
shapes = st.tuples(*[st.integers(1, 34)] * 3).filter(lambda shape: np.prod(shape) > 8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("grids")


@pytest.mark.parametrize("name", PREPARATIONS)
def test_every_prediction_lies_in_the_cases_own_grid(name, folder):
    """From scan to cache to network to file: the case's own shape, affine and integers, none invented."""
    chosen = PreparationSettings(**PREPARATIONS[name])

    @settings(max_examples=25, deadline=None)
    @given(shapes, grids, st.integers(0, 99))
    def holds(shape, affine, seed):
        rng = np.random.default_rng(seed)
        scan = Volume(rng.integers(-1000, 400, shape).astype(np.int16), affine)
        drawn = rng.integers(0, len(INTEGERS) + 1, shape)
        labels = np.array([0, *INTEGERS], np.int32)[drawn]
        write_volume(folder / "scan.nii.gz", scan)
        intensity, grid = prepare_image(scan, chosen)
        grid = NetworkGrid.from_json(json.loads(json.dumps(grid.to_json())))
        write_image_cache(folder / "c.image.b2nd", intensity.stored, intensity.slope, intensity.intercept)
        cached = CachedSlices(str(folder / "c"))
        classes = prepare_label(class_indices(labels, INTEGERS), grid, len(INTEGERS)).classes
        assert cached.shape == classes.shape
        perfect = np.stack([classes == value for value in range(len(INTEGERS) + 1)]).astype(np.float32)
        predicted = label_map(grid.restore_classes(perfect), INTEGERS)
        write_volume(folder / "predicted.nii.gz", read_header(folder / "scan.nii.gz").with_array(predicted))
        read = read_labels(folder / "predicted.nii.gz")
        assert read.array.shape == shape
        np.testing.assert_allclose(read.affine, affine, atol=1e-3)
        assert set(np.unique(read.array)) <= {0, *INTEGERS}
        if name == "cropped" and max(shape) <= 32:
            # nothing was resampled nor cut off, so a perfect network gives the label map back, voxel by voxel
            np.testing.assert_array_equal(read.array, labels)

    holds()


cohorts = st.lists(st.integers(0, 12).map("P{}".format), min_size=6, max_size=40).filter(lambda ps: len(set(ps)) >= 6)


@given(cohorts, st.integers(2, 5), st.floats(0.05, 0.6), st.lists(st.floats(0.01, 1), min_size=2, max_size=4))
def test_smaller_shares_are_parts_of_larger_ones_and_touch_neither_validation_nor_test(patients, count, held, shares):
    cases = [Case(f"c{number}", patient, "image", "label") for number, patient in enumerate(patients)]
    patient = {case.name: case.patient for case in cases}
    chosen = FoldSettings(count=count, validation=held)
    folds = assign_folds(cases, chosen, 5)
    for fold in range(count):
        test = {patient[name] for name, number in folds.items() if number == fold}
        whole, validating = split_training(cases, folds, fold, chosen, 5)
        before: set[str] = set()
        for share in sorted(shares):
            training, same = split_training(cases, folds, fold, chosen, 5, share)
            assert same == validating
            assert before <= set(training) <= set(whole)
            assert training
            before = set(training)
            assert not {patient[name] for name in training} & (test | {patient[name] for name in validating})

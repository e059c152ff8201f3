import numpy as np
import pytest

from segstudy.application.arms import arm_at
from segstudy.application.segment import segment
from segstudy.postprocessing.clean import postprocess


@pytest.fixture
def scan(phantoms):
    return phantoms["Patient_03"].image


def segmented(arm, scan, tmp_path, **options):
    work = tmp_path / str(len(list(tmp_path.iterdir())))
    work.mkdir()
    return segment(arm, scan, work, **options)


def test_a_label_map_lies_in_the_scans_own_grid(results, scan, tmp_path):
    labels = segmented(arm_at(results / "tiny/full"), scan, tmp_path)
    assert labels.array.shape == scan.array.shape
    assert labels.array.dtype == np.uint8
    np.testing.assert_array_equal(labels.affine, scan.affine)
    assert len(np.unique(labels.array)) > 2


def test_an_ensemble_is_neither_of_its_folds(results, scan, tmp_path):
    arm = arm_at(results / "tiny/full")
    both, first, second = (segmented(arm, scan, tmp_path, fold=fold).array for fold in (None, 0, 1))
    assert (both != first).any()
    assert (both != second).any()
    # Where both folds agree with certainty the mean does too: it lies nearer to each than they to each other.
    assert (both != first).sum() < (first != second).sum()


def test_an_arm_cleans_as_it_does_in_its_study(results, scan, tmp_path):
    arm = arm_at(results / "tiny/cleaned")
    raw = segmented(arm_at(results / "tiny/full"), scan, tmp_path, fold=0)
    clean = segmented(arm, scan, tmp_path, fold=0)
    assert (raw.array != clean.array).any()
    expected = postprocess(raw.array, raw.spacing, arm.organs, arm.postprocessing)
    np.testing.assert_array_equal(clean.array, expected)


def test_progress_reaches_its_end(results, scan, tmp_path):
    steps = []
    segmented(arm_at(results / "tiny/cleaned"), scan, tmp_path, progress=lambda *step: steps.append(step))
    assert ("Predicting slices", 4, scan.array.shape[2]) in steps
    assert steps[-1] == ("Done", 1, 1)
    assert all(0 <= done <= total for _, done, total in steps)

import numpy as np

from segstudy.config.sections.phantom import PhantomSettings
from segstudy.evaluation.tissue import tissue_masks
from segstudy.phantom.cohort import make_case

SMALL = {"patients": 4, "shape": (64, 64, 24), "displaced": False, "noise_hu": 0}


def fat_ml(case):
    inside, _ = tissue_masks(case.image.array, case.truth.array, case.truth.array, 2, (-200, -30))
    return inside.sum() * np.prod(case.truth.spacing) / 1000


def test_fat_makes_the_heart_larger_and_leaves_the_rest_as_it_is():
    lean, fat = (make_case(PhantomSettings(**SMALL, heart_fat_mm=mm), 1, "Patient_02") for mm in (0, 8))
    heart = lean.truth.array == 2
    added = (fat.truth.array == 2) & ~heart
    assert added.sum() > 0.2 * heart.sum() and not (heart & (fat.truth.array != 2)).any()
    # far from the heart nothing changed
    assert np.array_equal(lean.image.array[:8], fat.image.array[:8])
    assert fat_ml(lean) < 0.05 * fat_ml(fat)
    median = float(np.median(fat.image.array[added]))
    assert -110 < median < -40


def test_patients_have_different_amounts():
    amounts = [fat_ml(make_case(PhantomSettings(**SMALL, heart_fat_mm=6), 1, f"Patient_{n:02d}")) for n in (1, 2, 3, 4)]
    assert max(amounts) > 1.5 * min(amounts)

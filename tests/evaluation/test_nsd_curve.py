import numpy as np
import pytest

from segstudy.evaluation.case import evaluate_case
from segstudy.evaluation.nsd_curve import nsd_at

ORGANS = {"heart": 1, "aorta": 2, "lung": 3, "spleen": 4}
SPACING = (1.0, 1.5, 2.0)


@pytest.mark.parametrize("slices", [12, 1])
def test_each_tolerance_gives_what_measuring_with_it_alone_gives(slices):
    rng = np.random.default_rng(0)
    reference, prediction = np.zeros((2, 20, 24, slices), np.uint8)
    reference[2:9, 4:14], prediction[3:10, 5:16] = 1, 1
    reference[12:17, 4:14], prediction[12:18, 3:12] = 2, 2
    prediction[0, 0] = 3
    reference[rng.random(reference.shape) < 0.02] = 2
    tolerances = [0.5, 1.2, 3.0, 9.0]
    found = nsd_at(reference, prediction, SPACING, ORGANS, ["heart", "aorta", "lung"], tolerances)
    for place, tolerance in enumerate(tolerances):
        alone = evaluate_case(
            reference,
            prediction,
            SPACING,
            ORGANS,
            ["heart", "aorta", "lung"],
            tolerances=dict.fromkeys(ORGANS, tolerance),
        )
        values = [organ.values["nsd"] for organ in alone]
        np.testing.assert_array_equal([found[organ][place] for organ in ORGANS], values)
    assert 0 < found["heart"][0] < found["heart"][1] < 1 and found["lung"] == [0] * 4
    assert np.isnan(found["spleen"]).all()

import numpy as np
import pytest

from segstudy.application.scans.fitted import fitted
from segstudy.volumes.volume import Volume


@pytest.mark.parametrize(("modality", "scale"), [("ct", 1.0), ("mr", 2.0**14), ("any", 2.0**14)])
def test_fractions_of_what_is_no_ct_are_multiplied_as_in_a_study(modality, scale):
    scan = Volume(np.resize(np.array([0, 0.3, 1], np.float32), (4, 4, 3)), np.eye(4))
    found, times = fitted(scan, modality)
    assert times == scale
    np.testing.assert_allclose(found.array / times, scan.array, atol=0.5 / times)
    assert found.array.dtype == (np.float32 if modality == "ct" else np.int16)

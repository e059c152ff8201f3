import math

import pytest

from segstudy.evaluation.diagonal import diagonal_mm


def test_diagonal_is_the_length_of_the_volume():
    assert diagonal_mm((3, 4, 12), (1.0, 1.0, 1.0)) == pytest.approx(13.0)
    assert diagonal_mm((512, 512, 180), (0.977, 0.977, 2.5)) == pytest.approx(
        math.sqrt(2 * (512 * 0.977) ** 2 + 450**2)
    )

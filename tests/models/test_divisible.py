import pytest
import torch

from segstudy.models.divisible import check_divisible
from segstudy.running.errors import StudyError


@pytest.mark.parametrize(("rows", "columns"), [(12, 16), (16, 12)])
def test_a_side_that_cannot_be_halved_is_told_with_what_to_change(rows, columns):
    words = (
        f"Net: slices of {rows} × {columns} pixels; both must be divisible by 8: change the preparation's `size`, or x"
    )
    with pytest.raises(StudyError, match=words):
        check_divisible("Net", torch.zeros(1, 1, rows, columns), 8, ", or x")
    check_divisible("Net", torch.zeros(1, 1, 16, 24), 8)

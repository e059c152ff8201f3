import numpy as np
import pytest

from segstudy.drawing.planes import PLANES

AXIAL, CORONAL, SAGITTAL = PLANES


@pytest.mark.parametrize(
    ("plane", "axes"),
    [
        (AXIAL, {"L": 0, "R": 0, "A": 1, "P": 1}),
        (CORONAL, {"L": 0, "R": 0, "H": 2, "F": 2}),
        (SAGITTAL, {"A": 1, "P": 1, "H": 2, "F": 2}),
    ],
)
def test_letters_stand_where_the_patient_is(plane, axes):
    """A bright slab at one end of an upright array shows up beside the letter of that end."""
    positive = {"R": True, "L": False, "A": True, "P": False, "H": True, "F": False}
    for place, letter in zip(("left", "right", "top", "bottom"), plane.edges, strict=True):
        array = np.zeros((6, 7, 8))
        end = [slice(None)] * 3
        end[axes[letter]] = -1 if positive[letter] else 0
        array[tuple(end)] = 1
        image = plane.cut(array, 3)
        edge = {
            "left": image[1:-1, 0],
            "right": image[1:-1, -1],
            "top": image[0, 1:-1],
            "bottom": image[-1, 1:-1],
        }
        assert edge[place].all(), (plane.title, letter)
        assert sum(bool(line.all()) for line in edge.values()) == 1

import base64

import cv2
import numpy as np
import pytest

from segstudy.application.viewer.pictures import BACKGROUND, GLOW, PLANES, SIDE, draw, jpeg_uri, squared

AXIAL, CORONAL, SAGITTAL = PLANES
RED = {1: "#ff0000"}


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
        picture = plane.slice(array, 3)
        edge = {
            "left": picture[1:-1, 0],
            "right": picture[1:-1, -1],
            "top": picture[0, 1:-1],
            "bottom": picture[-1, 1:-1],
        }
        assert edge[place].all(), (plane.name, letter)
        assert sum(bool(line.all()) for line in edge.values()) == 1


def test_proportions_are_those_of_the_patient():
    """40 mm wide and 120 mm high."""
    drawn = draw(np.full((20, 40), 1000.0), np.zeros((20, 40), np.uint8), (6.0, 1.0), (-160, 240), {}, 0.5)
    assert drawn.shape == (SIDE, pytest.approx(SIDE / 3, abs=1), 3)
    square = squared(drawn)
    assert square.shape == (SIDE, SIDE, 3)
    assert (square > 200).all(axis=2).sum() == drawn.shape[0] * drawn.shape[1]
    assert (square[:, 0] == BACKGROUND).all()


def test_overlay_is_as_opaque_as_asked():
    labels = np.zeros((56, 56), np.uint8)
    labels[14:42, 14:42] = 1
    hu = np.full(labels.shape, 40.0)  # the middle of the window: grey 128
    center = (SIDE // 2, SIDE // 2)
    for opacity, red, other in ((0.0, 128, 128), (0.5, 191, 64), (1.0, 255, 0)):
        drawn = draw(hu, labels, (1, 1), (-160, 240), RED, opacity)
        np.testing.assert_allclose(drawn[center], (red, other, other), atol=2)
    outline = draw(hu, labels, (1, 1), (-160, 240), RED, 0.1)[SIDE // 4 + 1, SIDE // 2]
    np.testing.assert_array_equal(outline, (255, 0, 0))


def test_an_organ_that_is_switched_off_is_not_drawn():
    labels = np.full((8, 8), 2, np.uint8)
    drawn = draw(np.full((8, 8), 40.0), labels, (1, 1), (-160, 240), RED, 1.0)
    assert (drawn.max(axis=2) == drawn.min(axis=2)).all()


def test_a_picture_survives_its_address():
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:, 32:] = (255, 0, 0)
    data = base64.b64decode(jpeg_uri(picture).partition(",")[2])
    back = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1]
    np.testing.assert_allclose(back, picture, atol=12)


def test_where_it_is_unsure_it_glows_under_the_outlines():
    hu, labels = np.full((20, 20), 40.0), np.zeros((20, 20), np.uint8)
    labels[5:10, 5:10] = 1
    heat = np.zeros((20, 20), np.float32)
    heat[:, 12:] = 5.0
    told = ((1.0, 1.0), (-160.0, 240.0), {1: "#00ff00"}, 0.5, 20)
    plain, glowing = draw(hu, labels, *told), draw(hu, labels, *told, heat)
    np.testing.assert_array_equal(plain[:, :11], glowing[:, :11])
    assert (glowing[:, 14:] == GLOW).all()
    np.testing.assert_array_equal(draw(hu, labels, *told, 0 * heat), plain)

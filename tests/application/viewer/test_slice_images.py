import base64

import cv2
import numpy as np
import pytest

from segstudy.application.viewer.slice_images import BACKGROUND, GLOW, SIDE, draw, jpeg_uri, squared
from segstudy.drawing.bitmap import RGB

RED = {1: "#ff0000"}


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
    hu = np.full(labels.shape, 40.0)  # the middle of the window: gray 128
    center = (SIDE // 2, SIDE // 2)
    for opacity, red, other in ((0.0, 128, 128), (0.5, 191, 64), (1.0, 255, 0)):
        drawn = draw(hu, labels, (1, 1), (-160, 240), RED, opacity)
        np.testing.assert_allclose(drawn[center], (red, other, other), atol=2)
    outline = draw(hu, labels, (1, 1), (-160, 240), RED, 0.1)[SIDE // 4 + 1, SIDE // 2]
    np.testing.assert_array_equal(outline, (255, 0, 0))


def test_colors_are_drawn_as_they_are():
    colors = np.zeros((20, 40), RGB)
    colors[:, :20] = (200, 20, 100)
    drawn = draw(colors, np.zeros((20, 40), np.uint8), (1, 1), (500, 900), {}, 0.5)
    assert drawn.shape == (SIDE // 2, SIDE, 3)
    assert drawn[9, 9].tolist() == [200, 20, 100] and not drawn[9, -9].any()


def test_an_organ_that_is_switched_off_is_not_drawn():
    labels = np.full((8, 8), 2, np.uint8)
    drawn = draw(np.full((8, 8), 40.0), labels, (1, 1), (-160, 240), RED, 1.0)
    assert (drawn.max(axis=2) == drawn.min(axis=2)).all()


def test_an_image_survives_its_address():
    image = np.zeros((64, 64, 3), np.uint8)
    image[:, 32:] = (255, 0, 0)
    data = base64.b64decode(jpeg_uri(image).partition(",")[2])
    back = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1]
    np.testing.assert_allclose(back, image, atol=12)


def test_where_it_is_unsure_it_glows_under_the_outlines():
    hu, labels = np.full((20, 20), 40.0), np.zeros((20, 20), np.uint8)
    labels[5:10, 5:10] = 1
    heat = np.zeros((20, 20), np.float32)
    heat[:, 12:] = 5.0
    arguments = ((1.0, 1.0), (-160.0, 240.0), {1: "#00ff00"}, 0.5, 20)
    plain, glowing = draw(hu, labels, *arguments), draw(hu, labels, *arguments, heat)
    np.testing.assert_array_equal(plain[:, :11], glowing[:, :11])
    assert (glowing[:, 14:] == GLOW).all()
    np.testing.assert_array_equal(draw(hu, labels, *arguments, 0 * heat), plain)

import base64

import cv2
import numpy as np

from segstudy.drawing.bitmap import RGB, small_uri, window_of, windowed


def test_an_image_in_color_is_turned_as_a_gray_one_and_shown_in_its_colors():
    colors = np.zeros((20, 30, 3), np.uint8)
    colors[:10] = 250, 20, 40
    pixels = colors.view(RGB)[..., 0]
    assert window_of(pixels[..., None]) == (0, 255)
    turned = windowed(pixels[::-1].T)
    assert turned.shape == (30, 20, 3) and (turned[:, -1] == [250, 20, 40]).all() and not turned[:, 0].any()
    data = base64.b64decode(small_uri(windowed(pixels)).partition(",")[2])
    seen = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    assert np.abs(seen[:9].astype(int) - colors[:9]).max() < 40 and seen.shape == colors.shape

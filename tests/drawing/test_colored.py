import numpy as np
import pytest
from PIL import Image

from segstudy.drawing.bitmap import RGB
from segstudy.drawing.colored import in_color
from segstudy.running.errors import StudyError
from segstudy.volumes.volume import Volume


@pytest.fixture
def picture(tmp_path):
    """Writes one of 4 rows and 6 columns; its path."""

    def write(colors):
        path = tmp_path / "picture.png"
        Image.fromarray(colors).save(path)
        return str(path)

    return write


SCAN = Volume(np.zeros((6, 4, 1), np.int16), np.eye(4))


def test_pixels_get_the_colors_of_their_file(picture):
    colors = np.random.default_rng(0).integers(0, 256, (4, 6, 3), np.uint8)
    shown = in_color(SCAN, picture(colors))
    assert shown.array.dtype == RGB and shown.array.shape == SCAN.array.shape
    assert shown.array[5, 1, 0].tolist() == tuple(colors[1, 5].tolist())


def test_a_gray_image_stays_as_it_is(picture):
    assert in_color(SCAN, picture(np.full((4, 6), 9, np.uint8))) is SCAN


def test_another_image_and_none_at_all_are_told(picture, tmp_path):
    other = picture(np.zeros((5, 6, 3), np.uint8))
    with pytest.raises(StudyError, match="the study saw"):
        in_color(SCAN, other)
    with pytest.raises(StudyError, match="cannot be read"):
        in_color(SCAN, str(tmp_path / "none.png"))

import numpy as np
import pytest
from PIL import Image

from segstudy.cases.images.inspection import inspect_image2d

RAMP = np.linspace(0, 255, 20 * 30).reshape(20, 30).astype(np.uint8)


@pytest.fixture
def pair(tmp_path):
    """Inspect a image and a mask, each an array or a PIL image, saved under names."""

    def make(image=RAMP, mask=None, values="instances", names=("p.png", "m.png"), organs=None, **saved):
        if mask is None:
            mask = np.zeros((20, 30), np.uint8)
            mask[5:9, 5:9] = 7
        for name, content in zip(names, (image, mask), strict=True):
            file = content if isinstance(content, Image.Image) else Image.fromarray(content)
            file.save(tmp_path / name, **(saved if name == names[0] else {}))
        paths = [str(tmp_path / name) for name in names]
        return inspect_image2d("p", "p", paths[0], paths[1:], "m", values, None, organs or {"nucleus": 1})

    return make


def test_a_good_image_has_its_size_and_no_spacing(pair):
    result = pair()
    assert (result.errors, result.warnings) == ([], [])
    assert (result.shape, result.spacing_mm, result.orientation, result.organs) == ("30x20x1", "", "", ["nucleus"])
    assert len(result.image_sha256) == len(result.label_voxels_sha256) == 64


def rgba(alpha):
    return Image.fromarray(np.dstack([RAMP] * 3 + [np.full_like(RAMP, alpha)]), "RGBA")


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (Image.fromarray(RAMP).convert("P"), "image: uses a palette"),
        (RAMP.astype(np.uint16) * 200, "image: 16 bits a channel, where images have 8"),
        (rgba(128), "image: is transparent in places"),
        (np.full((20, 30), 9, np.uint8), "image: every pixel has the value 9"),
        (RAMP[:10], "different sizes: 30x10 and 30x20"),
    ],
)
def test_images_that_would_be_misread_are_errors(pair, image, words):
    assert any(words in error for error in pair(image=image).errors)


def test_a_16_bit_color_png_whose_reader_would_make_8_bits_of_it_is_an_error(tmp_path, pair):
    import cv2

    deep = (np.dstack([RAMP] * 3).astype(np.uint16)) * 250
    pair()
    cv2.imwrite(str(tmp_path / "deep.png"), deep)
    result = inspect_image2d(
        "p", "p", str(tmp_path / "deep.png"), [str(tmp_path / "m.png")], "m", "instances", None, {"n": 1}
    )
    assert result.errors == ["image: 16 bits a channel, where images have 8; save it with 8 bits"]


def test_alpha_that_hides_nothing_and_colors_are_fine(pair):
    assert pair(image=rgba(255)).errors == []
    assert pair(image=np.dstack([RAMP, RAMP[::-1], RAMP])).errors == []


def test_a_turned_photograph_is_an_error(pair):
    exif = Image.Exif()
    exif[0x0112] = 6
    assert any("EXIF" in error for error in pair(names=("p.jpg", "m.png"), exif=exif).errors)


@pytest.mark.parametrize(
    ("mask", "values", "words"),
    [
        (np.dstack([RAMP, RAMP, RAMP[::-1]]), "instances", "mask: is colored"),
        (RAMP // 100, "binary", "largest value is 2, so nothing is above half"),
        (RAMP // 100, "classes", "label 2 .* named by no organ"),
    ],
)
def test_masks_whose_values_cannot_be_meant_are_errors(pair, mask, values, words):
    import re

    assert any(re.search(words, error) for error in pair(mask=mask, values=values).errors)


def test_a_mask_kept_as_jpeg_is_for_binary_only(pair):
    mask = np.zeros((20, 30), np.uint8)
    mask[5:15, 5:15] = 255
    assert pair(mask=mask, values="binary", names=("p.png", "m.jpg")).errors == []
    for values in ("instances", "classes"):
        assert any("JPEG" in error for error in pair(mask=mask, values=values, names=("p.png", "m.jpg")).errors)


def test_an_empty_mask_is_an_example_of_absence(pair):
    result = pair(mask=np.zeros((20, 30), np.uint8))
    assert result.errors == [] and "counted as absent" in result.warnings[0]


def test_missing_unreadable_and_swapped_files_are_all_named(tmp_path, pair):
    pair()
    (tmp_path / "cut.png").write_bytes((tmp_path / "p.png").read_bytes()[:-60])
    (tmp_path / "text.png").write_text("no image at all, whatever its name")
    (tmp_path / "empty.png").touch()
    errors = {}
    for name in ("cut.png", "text.png", "empty.png", "none.png"):
        result = inspect_image2d("p", "p", str(tmp_path / name), [], "masks/p.*", "instances", None, {"n": 1})
        errors[name], missing = result.errors
        assert missing == "mask: missing: no PNG or JPEG file is at masks/p.*"
    assert "damaged or truncated" in errors["cut.png"]
    assert "is no PNG or JPEG file" in errors["text.png"]
    assert "empty (0 bytes)" in errors["empty.png"]
    assert "missing" in errors["none.png"]
    same = inspect_image2d(
        "p", "p", *[str(tmp_path / "p.png"), [str(tmp_path / "p.png")]], "m", "instances", None, {"n": 1}
    )
    assert "image and mask are the same file" in same.errors


def test_an_image_that_counts_as_without_a_mask_needs_none(tmp_path):
    Image.fromarray(RAMP).save(tmp_path / "p.png")
    result = inspect_image2d("p", "p", str(tmp_path / "p.png"), [], "", "instances", None, {"nucleus": 1})
    assert (result.errors, result.label, result.organs) == ([], "", None)
    assert result.warnings == ["no mask: the case is predicted, not measured"]

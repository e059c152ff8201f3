"""Reading one 2D image or mask, refusing what would be misread silently."""

import struct
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from segstudy.cases.checks.source import UnusableError
from segstudy.cases.text import plain

FORMATS = ("PNG", "JPEG")
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
EXIF_ORIENTATION = 0x0112
MOST_PIXELS = 2**27


def read_image2d(path: str) -> np.ndarray:
    """Brightness of an image: uint8 (rows, columns); of RGB the luma of ITU-R BT.601, as JPEG defines it.

    Raises:
        UnusableError: Where the file is no plain gray or RGB image of 8 bits.
    """
    if (bits := _png_bits(path)) not in (None, 1, 8):
        raise UnusableError(f"{bits} bits a channel, where images have 8; save it with 8 bits")
    with _open(path) as image:
        return np.asarray(_without_alpha(image).convert("L"))


def read_mask(path: str) -> np.ndarray:
    """Values of a mask as they stand in the file, of a palette its indices: bool, uint8 or uint16, (rows, columns).

    Raises:
        UnusableError: Where the file holds colors, so that its values are not one number a pixel.
    """
    bits = _png_bits(path)
    with _open(path) as image:
        if image.mode == "P":
            return np.asarray(image)
        if bits not in (None, 1, 8, 16):
            raise UnusableError(f"{bits} bits a pixel, which readers scale differently; save it with 8 or 16")
        values = np.asarray(image if image.mode.startswith("I") else _without_alpha(image))
    if values.ndim == 3:
        if (values != values[..., :1]).any():
            raise UnusableError("is colored: a mask holds one value a pixel; save it as gray, 0 for background")
        values = values[..., 0]
    return values.astype(np.uint16) if values.dtype.kind == "i" else values


def is_jpeg(path: str) -> bool:
    """Whether a file's values were changed by JPEG's compression."""
    with Path(path).open("rb") as file:
        return file.read(3) == b"\xff\xd8\xff"


def _png_bits(path: str) -> int | None:
    """Bits a channel, from a PNG's header: its reader makes 8 of 16 silently. None for another file."""
    try:
        with Path(path).open("rb") as file:
            start = file.read(25)
    except FileNotFoundError as error:
        raise UnusableError(f"missing: no file at {path}") from error
    except OSError as error:
        raise UnusableError(f"cannot be read ({error.strerror or error})") from error
    if not start:
        raise UnusableError("empty (0 bytes); copy or download it again")
    return struct.unpack("B", start[24:25])[0] if start.startswith(PNG_MAGIC) and len(start) == 25 else None


def _open(path: str) -> Image.Image:
    try:
        image = Image.open(path, formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise UnusableError(f"{image.width} × {image.height} pixels, more than memory holds; cut it into tiles")
        image.load()
    except UnusableError:
        raise
    except UnidentifiedImageError as error:
        raise UnusableError("is no PNG or JPEG file, whatever its name says; convert it") from error
    except Exception as error:  # a damaged file makes its reader raise many kinds
        raise UnusableError(f"damaged or truncated ({plain(error, 120)}); copy or download it again") from error
    if (frames := getattr(image, "n_frames", 1)) > 1:
        raise UnusableError(f"holds {frames} images; save each as a file of its own")
    if image.getexif().get(EXIF_ORIENTATION, 1) != 1:
        raise UnusableError("is stored turned (EXIF orientation): mask and image would not match; save it upright")
    return image


def _without_alpha(image: Image.Image) -> Image.Image:
    """The same without an alpha channel that says nothing."""
    if image.mode == "P":
        raise UnusableError("uses a palette, so that its values are no brightness; save it as gray or RGB")
    if image.mode in ("LA", "RGBA"):
        if np.asarray(image.getchannel("A")).min() < 255:
            raise UnusableError("is transparent in places (alpha); flatten it onto its background")
        return image.convert(image.mode[:-1])
    if "transparency" in image.info:
        raise UnusableError("names a transparent color (alpha); flatten it onto its background")
    if image.mode not in ("1", "L", "RGB"):
        raise UnusableError(f"its colors are {image.mode}, where gray or RGB is meant; convert it")
    return image

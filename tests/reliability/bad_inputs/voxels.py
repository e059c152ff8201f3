"""Scans that are no CT in Hounsfield units, or whose bytes broke on the way."""

import functools
import gzip

import numpy as np
from bad_inputs.files_of_a_case import change_bytes, change_voxels
from bad_inputs.kind import Family

VOXELS = Family("voxels")


def _values(name, verdict, words, change):
    VOXELS.add(name, verdict, words, lambda image, label: change_voxels(image, change))


def _some(value, count=3):
    def change(array):
        array = array.astype(np.float32)
        array.flat[:count] = value
        return array

    return change


_values("one_value", "refused", "every voxel has the value", lambda array: array * 0 + 40)
_values("no_number_anywhere", "refused", "not a number", lambda array: array * np.float32("nan"))
_values("some_voxels_no_number", "refused", "3 voxels are not a number", _some(np.nan))
_values("some_voxels_infinite", "refused", "3 voxels are infinite", _some(-np.inf))
_values("raw_values", "refused", "intercept -1024", lambda array: np.maximum(array + 1024, 0) * 2)
_values("wrapped_to_unsigned", "refused", "stored as unsigned", lambda array: array.astype(np.uint16))
_values("normalized_to_1", "refused", "looks normalized (to 1)",
        lambda array: (array - array.min()) / np.float32(np.ptp(array)))  # fmt: skip
_values("normalized_to_255", "refused", "looks normalized (to 255)",
        lambda array: ((array - array.min()) / np.ptp(array) * 255).astype(np.uint8))  # fmt: skip
_values("normalized_by_deviation", "refused", "looks normalized",
        lambda array: ((array - array.mean()) / array.std()).astype(np.float32))  # fmt: skip
_values("clipped_to_soft_tissue", "refused", "no air", lambda array: np.clip(array, -160, 240))
_values("nothing_but_air", "refused", "no soft tissue", lambda array: np.minimum(array, -900))
_values("beyond_any_scanner", "refused", "beyond any CT", lambda array: array.astype(np.int32) * 1000)
_values("unsigned_long", "refused", "stored as unsigned", lambda array: array.astype(np.uint64) << np.uint64(32))
_values(
    "padding_of_the_scanner", "warned", "taken as air", lambda array: np.where(array < -1040, np.int16(-3024), array)
)
_values("metal", "accepted", "", lambda array: np.where(array > 90, np.int16(31_743), array))


@VOXELS("accepted")
def one_slice(image, label):
    for path in (image, label):
        change_voxels(path, lambda array: array[:, :, array.shape[2] // 2 : array.shape[2] // 2 + 1])


@VOXELS("refused", "every voxel has the value")
def one_voxel(image, label):
    for path in (image, label):
        change_voxels(path, lambda array: array[:1, :1, :1])


def _cut(share, image, label):
    content = image.read_bytes()
    image.write_bytes(content[: int(share * len(content)) if share < 1 else len(content) - int(share)])


for share in (0.0, 0.005, 0.02, 0.1, 0.25, 0.5, 0.9, 8.0, 1.0):
    name = f"cut_at_{share:g}" if share < 1 else f"cut_{share:g}_bytes_before_its_end"
    VOXELS.add(name, "refused", "copy", functools.partial(_cut, share))


def _packed(level, image, label):
    image.write_bytes(gzip.compress(gzip.decompress(image.read_bytes()), level))


VOXELS.add("hardly_packed", "accepted", "", functools.partial(_packed, 1))
VOXELS.add("packed_without_compression", "accepted", "", functools.partial(_packed, 0))


@VOXELS("accepted")
def packed_in_two_parts(image, label):
    plain = gzip.decompress(image.read_bytes())
    image.write_bytes(gzip.compress(plain[:500]) + gzip.compress(plain[500:]))


@VOXELS("refused", "damaged")
def a_flipped_bit(image, label):
    content = bytearray(image.read_bytes())
    content[len(content) // 2] ^= 16
    image.write_bytes(content)


@VOXELS("refused", "not gzip-compressed")
def not_packed_though_named_so(image, label):
    image.write_bytes(gzip.decompress(image.read_bytes()))


@VOXELS("refused", "damaged")
def something_after_the_packed_data(image, label):
    image.write_bytes(image.read_bytes() + b"<html>502 Bad Gateway</html>")


@VOXELS("warned", "bytes or more follow")
def gigabytes_of_zeros_after_the_voxels(image, label):
    image.write_bytes(image.read_bytes() + gzip.compress(bytes(1 << 24)) * 64)


@VOXELS("warned", "bytes or more follow")
def some_bytes_after_the_voxels(image, label):
    change_bytes(image, lambda whole: whole + b"\0" * 100)

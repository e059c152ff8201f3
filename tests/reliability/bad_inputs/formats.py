"""MetaImage and NRRD files. `make(image, label)` puts one where the sound image is."""

from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813
from bad_inputs.kind import Family

FORMATS = Family("format")


def written(image: Path, ending: str, packed: bool = True) -> Path:
    """The image in another format, in place of its own."""
    path = image.with_name(image.name.removesuffix(".nii.gz") + ending)
    sitk.WriteImage(sitk.ReadImage(str(image)), str(path), packed)
    image.unlink()
    return path


def _changed(name, verdict, words, ending, old, new):
    def make(image, label):
        path = written(image, ending, packed=False)
        content = path.read_bytes()
        assert content.count(old) == 1
        path.write_bytes(content.replace(old, new))

    FORMATS.add(name, verdict, words, make)


for ending in (".mha", ".mhd", ".nrrd", ".nhdr"):
    FORMATS.add(f"sound_{ending[1:]}", "accepted", (), lambda image, label, ending=ending: written(image, ending))
_changed("more_voxels_than_there_are", "refused", "truncated", ".mha", b"DimSize = 12 10 6", b"DimSize = 12 10 99")
_changed("more_voxels_than_any_scan", "refused", "damaged", ".mha", b"= 12 10 6", b"= 99999 99999 9")
_changed("sizes_of_nrrd_too_large", "refused", "truncated", ".nrrd", b"sizes: 12 10 6", b"sizes: 12 10 999")
_changed("voxels_in_a_file_of_the_system", "refused", "its voxels are in", ".mha", b"LOCAL", b"/etc/passwd")
_changed("voxels_in_another_folder", "refused", "only one file beside", ".mhd", b"P1.raw", b"../P2/P2.raw")
_changed("voxels_in_a_list_of_files", "refused", "only one file beside", ".mhd", b"P1.raw", b"LIST")
_changed("voxels_of_nrrd_elsewhere", "refused", "holds them itself", ".nrrd", b"encoding", b"data file: /x\nencoding")
_changed("voxels_that_are_not_there", "refused", ("truncated",), ".mhd", b"P1.raw", b"P9.raw")
_changed("two_axes", "refused", "not 2", ".mha", b"NDims = 3", b"NDims = 2")
_changed("no_type_of_number", "refused", "cannot be read", ".mha", b"MET_SHORT", b"MET_WORDS")
_changed("spacing_of_nothing", "refused", ("spacing",), ".mha", b"ElementSpacing = 0.9765625", b"ElementSpacing = 0")

_changed(
    "a_negative_spacing", "refused", "affines", ".mha", b"ElementSpacing = 0.9765625", b"ElementSpacing = -1.976562"
)
_changed(
    "a_spacing_that_is_no_number",
    "refused",
    "ElementSpacing cannot be nan",
    ".mha",
    b"ElementSpacing = 0.9765625",
    b"ElementSpacing = nan",
)
_changed(
    "a_spacing_of_kilometers", "refused", "spacing", ".mha", b"ElementSpacing = 0.9765625", b"ElementSpacing = 1e6"
)
_changed("no_slices", "refused", "DimSize cannot be 0", ".mha", b"DimSize = 12 10 6", b"DimSize = 12 10 0")
_changed("a_negative_size", "refused", "DimSize cannot be -6", ".mha", b"DimSize = 12 10 6", b"DimSize = 12 10 -6")
_changed(
    "a_size_beyond_numbers",
    "refused",
    "DimSize cannot be 9999",
    ".mha",
    b"DimSize = 12 10 6",
    b"DimSize = 12 10 99999999999999999999",
)
_changed("a_hundred_axes", "refused", "NDims says that it has 100", ".mha", b"NDims = 3", b"NDims = 100")
_changed(
    "directions_of_nothing",
    "refused",
    "irection",
    ".mha",
    b"TransformMatrix = 1 0 0 0 1 0 0 0 1",
    b"TransformMatrix = 0 0 0 0 0 0 0 0 0",
)
_changed("a_place_that_is_no_number", "refused", "Offset cannot be nan", ".mha", b"Offset = 0 0 0", b"Offset = nan 0 0")
_changed(
    "voxels_that_begin_beyond_the_end",
    "refused",
    "not all there",
    ".mha",
    b"NDims = 3",
    b"NDims = 3\nHeaderSize = 999999",
)
_changed("said_to_be_packed", "refused", "broken", ".mha", b"CompressedData = False", b"CompressedData = True")
_changed("spacing_of_nrrd_of_nothing", "refused", "spacing", ".nrrd", b"(0.9765625,0,0)", b"(0,0,0)")
_changed("spacing_of_nrrd_that_is_no_number", "refused", "cannot be read", ".nrrd", b"(0.9765625,0,0)", b"(nan,0,0)")
_changed("nrrd_of_no_type", "refused", "cannot be read", ".nrrd", b"type: short", b"type: block")
_changed("nrrd_packed_as_nobody_knows", "refused", "cannot be read", ".nrrd", b"encoding: raw", b"encoding: zstd")
_changed("nrrd_of_forty_axes", "refused", "40 dimensions", ".nrrd", b"dimension: 3", b"dimension: 40")
_changed("nrrd_without_slices", "refused", "cannot be read", ".nrrd", b"sizes: 12 10 6", b"sizes: 12 10 0")
_changed("nrrd_said_to_be_packed", "refused", "broken", ".nrrd", b"encoding: raw", b"encoding: gzip")
_changed("voxels_of_nhdr_that_are_not_there", "refused", "P9.raw", ".nhdr", b"P1.raw", b"P9.raw")


def _cut(name, ending, missing, words, packed=False):
    def make(image, label):
        path = written(image, ending, packed)
        path = path.with_suffix(".raw") if ending in (".mhd", ".nhdr") else path
        path.write_bytes(path.read_bytes()[:-missing])

    FORMATS.add(name, "refused", words, make)


# Before ITK reads them: it writes beyond the end of its memory, and the program that asked it is gone.
_changed("less_than_no_axes", "refused", "NDims says that it has -1", ".mha", b"NDims = 3", b"NDims = -1")
_changed("axes_said_twice", "refused", "NDims twice", ".mha", b"NDims = 3", b"NDims = 3\nNDims = 90")
_changed("a_thousand_sizes", "refused", "longer than any", ".mha", b"= 12 10 6", b"=" + b" 1" * 1000)
_changed("a_name_of_300_letters", "refused", "longer than any", ".mha", b"NDims", b"Name = " + b"n" * 300 + b"\nNDims")
_changed("voxels_as_text", "refused", "as text", ".mha", b"BinaryData = True", b"BinaryData = False")
_changed("a_line_that_says_nothing", "refused", "no `=`", ".mha", b"NDims", b"n" * 300 + b"\nNDims")
_changed("a_thousand_sizes_of_nrrd", "refused", "longer than any", ".nrrd", b": 12 10 6", b":" + b" 1" * 1000)
_changed("one_size_too_many", "refused", "sizes has 4 values", ".nrrd", b": 12 10 6", b": 12 10 6 1")
_changed(
    "kinds_of_many_axes",
    "refused",
    "kinds has 21 values",
    ".nrrd",
    b"kinds: domain",
    b"kinds:" + b" x" * 18 + b" domain",
)
_changed(
    "a_space_nobody_has_named", "refused", "longer than any", ".nrrd", b"space: left", b"space: " + b"x" * 999 + b"left"
)
_changed("units_of_many_axes", "refused", "units has 99", ".nrrd", b"sizes:", b"units: " + b"x " * 99 + b"\nsizes:")
_changed("voxels_of_nrrd_as_text", "refused", "as text", ".nrrd", b"encoding: raw", b"encoding: txt")
_cut("the_last_bytes_missing", ".mha", 10, "not all there")
_cut("the_last_bytes_of_nrrd_missing", ".nrrd", 10, "cannot be read")
_cut("the_last_bytes_beside_mhd_missing", ".mhd", 10, "truncated")
_cut("the_last_bytes_beside_nhdr_missing", ".nhdr", 10, "truncated")
_cut("the_end_of_packed_voxels_missing", ".mha", 40, "truncated", packed=True)
_cut("the_end_of_packed_nrrd_missing", ".nrrd", 40, "truncated", packed=True)


def _noise(ending):
    def make(image, label):
        path = written(image, ending)
        content = path.read_bytes()
        path.write_bytes(content[:-400] + bytes(100) + content[-300:])

    return make


FORMATS.add("noise_within_packed_voxels", "refused", "broken", _noise(".mha"))
FORMATS.add("noise_within_packed_nrrd", "refused", "broken", _noise(".nrrd"))


@FORMATS("accepted")
def the_highest_byte_first(image, label):
    path = written(image, ".mha", packed=False)
    content = path.read_bytes()
    at = content.index(b"LOCAL\n") + 6
    head = content[:at].replace(b"ByteOrderMSB = False", b"ByteOrderMSB = True")
    path.write_bytes(head + np.frombuffer(content[at:], "<i2").astype(">i2").tobytes())


@FORMATS("refused", "3 values a voxel")
def colors(image, label):
    path = written(image, ".mha")
    sitk.WriteImage(sitk.GetImageFromArray(np.zeros((6, 10, 12, 3), np.uint8), isVector=True), str(path))


@FORMATS("refused", "no header of a .mha file")
def one_format_named_as_another(image, label):
    path = written(image, ".nrrd")
    path.rename(path.with_suffix(".mha"))


@FORMATS("refused", "truncated")
def half_of_a_packed_file(image, label):
    path = written(image, ".mha")
    path.write_bytes(path.read_bytes()[: -path.stat().st_size // 3])

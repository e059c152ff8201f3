"""Headers that lie, or say what no volume is."""

import functools

import nibabel as nib
import numpy as np
from bad_inputs.files_of_a_case import affine_of, change_bytes, change_header, change_voxels
from bad_inputs.kind import Family

HEADERS = Family("header")


def _fields(name, verdict, words, **fields):
    """Kinds that are nothing but header fields of the image."""
    HEADERS.add(name, verdict, words, lambda image, label: change_header(image, **fields))


def _dim(*sizes):
    return [*sizes, *[1] * (8 - len(sizes))]


_fields("wrong_magic", "refused", "two-file image", magic=b"abc")
_fields("magic_of_a_two_file_image", "refused", "convert it to .nii.gz", magic=b"ni1")
_fields("size_of_the_header_lies", "refused", "not a NIfTI file", sizeof_hdr=1234)
_fields("size_of_the_header_zero", "refused", "not a NIfTI file", sizeof_hdr=0)
_fields("dimensions_no_memory_holds", "refused", "promises", dim=_dim(3, 30_000, 30_000, 30_000))
_fields("more_voxels_than_the_file", "refused", "promises", dim=_dim(3, 1200, 1200, 700))
_fields("more_slices_than_the_file", "refused", "truncated", dim=_dim(3, 12, 10, 700))
_fields("fewer_slices_than_the_file", "refused", "different shapes", dim=_dim(3, 12, 10, 3))
_fields("a_negative_dimension", "refused", "impossible shape", dim=_dim(3, 12, -10, 6))
_fields("an_empty_dimension", "refused", "impossible shape", dim=_dim(3, 12, 0, 6))
_fields("no_dimensions", "refused", "impossible shape", dim=_dim(0))
_fields("nine_dimensions", "refused", "sense", dim=_dim(9, 12, 10, 6))
_fields("voxels_inside_the_header", "refused", "puts the voxels at byte", vox_offset=0)
_fields("voxels_beyond_the_file", "refused", "its voxels", vox_offset=1e6)
_fields("voxels_a_gigabyte_away", "refused", "puts the voxels at byte", vox_offset=1e9)
_fields("voxels_at_no_number", "refused", "header", vox_offset=np.nan)
_fields("no_spacing", "refused", "is no distance", pixdim=[1, 1, 0, 2, 1, 1, 1, 1])
_fields("negative_spacing", "refused", "is no distance", pixdim=[1, 1, 1, -2, 1, 1, 1, 1])
_fields("spacing_that_is_no_number", "refused", "is no distance", pixdim=[1, np.nan, 1, 2, 1, 1, 1, 1])
_fields("infinite_spacing", "refused", "is no distance", pixdim=[1, 1, np.inf, 2, 1, 1, 1, 1])
_fields("affine_singular", "refused", "singular", srow_x=[0, 0, 0, 0])
_fields("affine_with_two_equal_axes", "refused", "singular", srow_x=[0, 1, 0, 0], srow_y=[0, 1, 0, 0])
_fields("affine_not_a_number", "refused", "not finite", srow_x=[np.nan, 0, 0, 0])
_fields("affine_infinite", "refused", "not finite", srow_x=[1, 0, 0, np.inf])
_fields("two_affines_that_disagree", "warned", "corners", qform_code=1, qoffset_x=70)
_fields("unknown_data_type", "refused", "makes no sense", datatype=999)
_fields("no_data_type", "refused", ("convert it",), datatype=0)
_fields("single_bits", "refused", "convert it", datatype=1)
_fields("bits_that_lie", "accepted", "", bitpix=64)
_fields("a_slope_of_zero", "accepted", "", scl_slope=0, scl_inter=0)
_fields("a_slope_that_is_no_number", "accepted", "", scl_slope=np.nan, scl_inter=np.nan)
_fields("an_infinite_slope", "accepted", "", scl_slope=np.inf, scl_inter=0)
_fields("an_intercept_that_is_no_number", "refused", "makes no sense", scl_slope=1, scl_inter=np.nan)
_fields("a_slope_beyond_any_scanner", "refused", "beyond any CT", scl_slope=1e10, scl_inter=0)
_fields("free_text_with_markup", "accepted", "", descrip=b"<script>alert(1)</script>", aux_file=b"../../etc/passwd")


def _both(image, label, affine):
    for path in (image, label):
        change_voxels(path, lambda array: array, affine)


@HEADERS("warned", "no orientation")
def no_orientation(image, label):
    for path in (image, label):
        change_header(path, sform_code=0, qform_code=0)


def _scaled(by, image, label):
    _both(image, label, affine_of(image) @ np.diag([by, by, by, 1]))


HEADERS.add("spacing_in_inches", "warned", "is it in millimeters", functools.partial(_scaled, 1 / 25.4))
HEADERS.add("spacing_in_metres", "refused", ("is it in millimeters", "0.01 to 100"), functools.partial(_scaled, 1e-3))
HEADERS.add("spacing_of_atoms", "refused", "0.01 to 100", functools.partial(_scaled, 1e-12))
HEADERS.add("spacing_of_planets", "refused", "0.01 to 100", functools.partial(_scaled, 1e12))
HEADERS.add("an_affine_that_leaves_no_volume", "refused", "mm", functools.partial(_scaled, 1e-30))


@HEADERS("refused", "m long by its header")
def longer_than_any_scanner(image, label):
    for path in (image, label):
        change_voxels(path, lambda array: array.repeat(50, axis=2), affine_of(path) @ np.diag([1, 1, 10, 1]))


@HEADERS("refused", "m from the origin")
def farther_than_any_table_moves(image, label):
    affine = affine_of(image)
    affine[0, 3] = 1e9
    _both(image, label, affine)


@HEADERS("refused", "right angles")
def sheared_affine(image, label):
    affine = affine_of(image)
    affine[1, 2] = 0.3 * affine[2, 2]
    _both(image, label, affine)


@HEADERS("accepted")
def oblique_affine(image, label):
    turn = np.eye(4)
    turn[:2, :2] = [[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]]
    _both(image, label, turn @ affine_of(image))


@HEADERS("accepted")
def axes_in_another_order(image, label):
    swap = np.eye(4)[[2, 0, 1, 3]]
    _both(image, label, swap @ affine_of(image))


@HEADERS("accepted")
def big_endian(image, label):
    loaded = nib.load(image)
    swapped = nib.Nifti1Image(np.asanyarray(loaded.dataobj), loaded.affine, nib.Nifti1Header(endianness=">"))
    nib.save(swapped, image)


@HEADERS("accepted")
def second_version_of_the_format(image, label):
    loaded = nib.load(image)
    nib.save(nib.Nifti2Image(np.asanyarray(loaded.dataobj), loaded.affine), image)


@HEADERS("accepted")
def a_long_comment_before_the_voxels(image, label):
    loaded = nib.load(image)
    copy = nib.Nifti1Image(np.asanyarray(loaded.dataobj), loaded.affine)
    copy.header.extensions.append(nib.nifti1.Nifti1Extension("comment", b"Patient: Jane Doe " * 50))
    nib.save(copy, image)


@HEADERS("refused", "header")
def a_comment_whose_size_lies(image, label):
    change_bytes(image, lambda whole: whole[:348] + b"\1\0\0\0" + b"\xff\xff\xff\x3f" + b"\6\0\0\0" + whole[352:])
    change_header(image, vox_offset=368)


def _reshape(shape, image, label):
    change_voxels(image, lambda array: np.resize(array, (*array.shape[: min(3, len(shape))], *shape[3:])))


HEADERS.add("four_dimensions", "refused", "4 dimensions", functools.partial(_reshape, (0, 0, 0, 3)))
HEADERS.add("four_dimensions_one_volume", "refused", "drop its last axis", functools.partial(_reshape, (0, 0, 0, 1)))
HEADERS.add("five_dimensions", "refused", "5 dimensions", functools.partial(_reshape, (0, 0, 0, 2, 2)))


@HEADERS("refused", "2 dimensions")
def two_dimensions(image, label):
    change_voxels(image, lambda array: array[:, :, 2])


def _as(kind, image, label):
    change_voxels(image, lambda array: array.astype(kind))


def _colors(kind, image, label):
    change_voxels(image, lambda array: np.zeros(array.shape, kind))


RGB = [(channel, "u1") for channel in "RGB"]
HEADERS.add("colors", "refused", "RGB", functools.partial(_colors, RGB))
HEADERS.add("colors_with_opacity", "refused", "RGB", functools.partial(_colors, [*RGB, ("A", "u1")]))
HEADERS.add("complex_numbers", "refused", "complex", functools.partial(_as, np.complex64))
HEADERS.add("doubles", "accepted", "", functools.partial(_as, np.float64))
HEADERS.add("long_integers", "accepted", "", functools.partial(_as, np.int64))

"""Label maps that are none, or lie elsewhere."""

import shutil

import nibabel as nib
import numpy as np
from bad_inputs.files_of_a_case import affine_of, change_header, change_voxels
from bad_inputs.kind import Family

LABELS = Family("labels")


def _values(name, verdict, words, change):
    LABELS.add(name, verdict, words, lambda image, label: change_voxels(label, change))


def _corner(value, kind=np.int32):
    def change(array):
        array = array.astype(kind)
        array[0, 0, 0] = value
        return array

    return change


def _interpolated(array):
    return (array + np.roll(array, 1, axis=0)) / np.float32(2)


_values("interpolated", "refused", "nearest neighbor", _interpolated)
_values("probabilities", "refused", "no whole numbers", lambda array: np.where(array > 0, np.float32(0.7), 0))
_values("an_integer_nobody_named", "refused", "named by no organ", _corner(9))
_values("a_negative_integer", "refused", "background is 0", _corner(-1))
_values("an_integer_above_255", "refused", "above 255", _corner(70_000))
_values("an_integer_no_float_holds", "refused", "above 255", _corner(2**60 + 1, np.int64))
_values("not_a_number", "refused", "not a number", _corner(np.nan, np.float32))
_values("infinite", "refused", "infinite", _corner(np.inf, np.float32))
_values("empty", "refused", "every voxel is background", np.zeros_like)
_values("only_organs_of_another_study", "refused", "no organ of this study", lambda array: array.clip(0, 1) * 7)
_values("organs_as_whole_floats", "accepted", "", lambda array: array.astype(np.float32))
_values("organs_as_long_integers", "accepted", "", lambda array: array.astype(np.int64))
_values("other_shape", "refused", "different shapes", lambda array: array[:, :, :-1])
_values("axes_swapped", "refused", "different", lambda array: np.swapaxes(array, 0, 2))
_values("one_voxel_of_an_organ", "accepted", "", lambda array: _only_one(array, 2))
# Nothing in the files tells a mirrored map from a right one; the checks of plausibility look at the anatomy.
_values("mirrored_voxels", "accepted", "", lambda array: array[::-1])


def _only_one(array, organ):
    array = array.copy()
    places = np.flatnonzero(array == organ)
    array.ravel()[places[1:]] = 0
    return array


def _moved(label, shift):
    affine = affine_of(label)
    affine[:3, 3] += affine[:3, :3] @ shift
    change_voxels(label, lambda array: array, affine)


@LABELS("refused", "different affines", "spacing")
def another_spacing(image, label):
    change_voxels(label, lambda array: array, affine_of(label) @ np.diag([1, 1, 2.0, 1]))


@LABELS("refused", "different affines")
def shifted_by_half_a_voxel(image, label):
    _moved(label, [0.5, 0.5, 0.5])


@LABELS("accepted")
def shifted_by_rounding(image, label):
    _moved(label, [0.001, 0, 0])


@LABELS("refused", "orientation")
def mirrored_header(image, label):
    change_voxels(label, lambda array: array, affine_of(label) @ np.diag([-1, 1, 1, 1]))


@LABELS("refused", "different affines")
def header_lost(image, label):
    change_voxels(label, lambda array: array, np.eye(4))


@LABELS("refused", "same file")
def the_scan_itself(image, label):
    shutil.copy(image, label)


@LABELS("refused", "looks normalized")
def given_as_the_scan(image, label):
    shutil.copy(label, image)


@LABELS("refused", "holds no organ")
def a_scan_of_many_values(image, label):
    loaded = nib.load(label)
    many = np.arange(np.prod(loaded.shape)).reshape(loaded.shape).astype(np.int32)
    change_voxels(label, lambda array: many if many.max() > 2000 else many * 7 + 2000)


@LABELS("refused", "no whole numbers")
def scaled_by_its_header(image, label):
    change_header(label, scl_slope=0.3, scl_inter=0)

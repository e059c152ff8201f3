import itertools

import nibabel as nib
import numpy as np
import pytest

from segstudy.volumes.grids.orientation import axis_order, from_slices, to_slices

ORIENTATIONS = [
    "".join(codes) for axes in itertools.permutations(("LR", "PA", "SI")) for codes in itertools.product(*axes)
]


@pytest.mark.parametrize("codes", ORIENTATIONS)
def test_reorienting_brings_every_orientation_to_lps_and_back(codes):
    array = np.random.default_rng(0).integers(0, 99, (3, 4, 5))
    to_ras = nib.orientations.axcodes2ornt(tuple(codes))
    affine = np.linalg.inv(nib.orientations.inv_ornt_aff(to_ras, (1, 1, 1))) @ np.diag([1, 2, 3, 1])
    assert "".join(nib.aff2axcodes(affine)) == codes
    order = axis_order(affine, "LPS")
    reoriented = to_slices(array, order)
    np.testing.assert_array_equal(from_slices(reoriented, order), array)
    expected = nib.as_closest_canonical(nib.Nifti1Image(array.astype(np.int16), affine)).get_fdata()
    np.testing.assert_array_equal(reoriented, expected[::-1, ::-1, :].transpose(2, 1, 0))


def test_stored_keeps_the_axes_as_they_are():
    assert axis_order(np.diag([-1, 1, -1, 1]), "stored") == [[0, 1], [1, 1], [2, 1]]

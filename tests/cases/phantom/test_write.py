import time

import numpy as np
import pytest

from segstudy.cases.phantom.cohort import make_case
from segstudy.cases.phantom.write import write_case
from segstudy.config.data import PhantomSettings
from segstudy.nifti import read_image, read_labels

CASE = "Patient_03"


@pytest.fixture(scope="module")
def made():
    return make_case(PhantomSettings(shape=(48, 48, 16)), 1, CASE)


@pytest.mark.parametrize("with_reference", [True, False])
def test_phantom_files_are_segthors_with_the_truth_elsewhere(tmp_path, made, with_reference):
    write_case(tmp_path / "scans", tmp_path / "truth", CASE, made, with_reference)
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    second = ["scans/Patient_03/GT2.nii.gz"] if with_reference else []
    expected = ["scans/Patient_03/GT.nii.gz", "scans/Patient_03/Patient_03.nii.gz", "truth/Patient_03.nii.gz"]
    assert found == sorted([*expected, *second])


def test_phantom_files_read_back_as_they_were_made(tmp_path, made):
    write_case(tmp_path, tmp_path / "truth", CASE, made, with_reference=True)
    image = read_image(tmp_path / CASE / f"{CASE}.nii.gz")
    assert image.array.dtype == np.int16
    np.testing.assert_array_equal(image.array, made.image.array)
    np.testing.assert_allclose(image.affine, made.image.affine, atol=1e-4)
    for name, volume in (("GT", made.label), ("GT2", made.truth)):
        labels = read_labels(tmp_path / CASE / f"{name}.nii.gz")
        np.testing.assert_array_equal(labels.array, volume.array)
        np.testing.assert_array_equal(labels.affine, image.affine)


def test_phantom_files_have_the_same_bytes_each_time(tmp_path, made):
    write_case(tmp_path / "a", tmp_path / "a" / "truth", CASE, made, with_reference=True)
    time.sleep(1.1)  # gzip can store the second of writing
    write_case(tmp_path / "b", tmp_path / "b" / "truth", CASE, made, with_reference=True)
    for path in (tmp_path / "a").rglob("*.nii.gz"):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()

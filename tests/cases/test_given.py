import nibabel as nib
import numpy as np
import pytest
from PIL import Image

from segstudy.cases.given import take_given
from segstudy.cases.given_spec import GivenSpec
from segstudy.cases.images.volume import one_slice_volume
from segstudy.running.errors import StudyError
from segstudy.volumes.nifti import write_volume

ORGANS = {"esophagus": 1, "heart": 2}


@pytest.fixture
def reference(save_scan, labels, tmp_path):
    return save_scan(tmp_path / "GT.nii.gz", labels)


def test_several_integers_become_one_organ_and_the_others_background(save_scan, labels, reference, tmp_path):
    theirs = np.zeros(labels.shape, np.uint16)
    theirs[labels == 1], theirs[labels == 2], theirs[0, 0, 0] = 300, 51, 7
    theirs[6] = np.where(labels[6] == 2, 52, 0)
    file = save_scan(tmp_path / "theirs.nii.gz", theirs)
    spec = GivenSpec(ORGANS, {"heart": (51, 52), "esophagus": (300,)})
    taken = take_given(file, reference, GivenSpec.from_plain(spec.to_plain()))
    np.testing.assert_array_equal(taken.array, labels)
    assert taken.array.dtype == np.uint8
    alone = take_given(file, reference, GivenSpec(ORGANS, {"heart": (51,)})).array
    assert set(np.unique(alone)) == {0, 2} and (alone == 2).sum() < (labels == 2).sum()


def test_without_a_file_there_is_nothing(reference, labels):
    taken = take_given(None, reference, GivenSpec(ORGANS))
    assert taken.array.shape == labels.shape and not taken.array.any()


def test_axes_that_point_elsewhere_are_turned_and_no_voxel_moves(labels, reference, tmp_path):
    turned = nib.as_closest_canonical(nib.load(reference))
    file = tmp_path / "turned.nii.gz"
    nib.save(nib.Nifti1Image(np.asarray(turned.dataobj).transpose(2, 0, 1), turned.affine[:, [2, 0, 1, 3]]), file)
    taken = take_given(file, reference, GivenSpec(ORGANS))
    np.testing.assert_array_equal(taken.array, labels)
    np.testing.assert_array_equal(taken.affine, nib.load(reference).affine)


def test_what_is_no_prediction_of_this_case_is_one_line(save_scan, labels, reference, tmp_path):
    file = tmp_path / "theirs.nii.gz"
    moved = nib.load(reference).affine.copy()
    moved[0, 3] += 1
    wrong = {
        "holds 5, which `data.organs` does not name; say under `given.labels`": (
            np.where(labels == 2, 5, labels),
            None,
        ),
        "voxels are no whole numbers": (labels * 0.5, None),
        "its corners lie up to 1 mm from": (labels, moved),
        "it has 12x10x5 voxels, the case's label map 12x10x6": (labels[..., :5], None),
    }
    for words, written in wrong.items():
        save_scan(file, *written)
        with pytest.raises(StudyError, match=words) as caught:
            take_given(file, reference, GivenSpec(ORGANS))
        assert str(file) in str(caught.value) and "\n" not in str(caught.value)
    save_scan(file, np.where(labels == 2, 5, labels).astype(np.uint8))
    assert set(np.unique(take_given(file, reference, GivenSpec(ORGANS, ignore=(5,))).array)) == {0, 1}


def test_a_mask_of_a_2d_image_is_taken_as_the_studys_own_are(tmp_path):
    drawn = np.zeros((7, 9), np.uint8)
    drawn[2:5, 3:8], drawn[5, 1:3] = 1, 2
    reference = tmp_path / "label.nii.gz"
    write_volume(reference, one_slice_volume(drawn, None))
    Image.fromarray(drawn * 100).save(tmp_path / "theirs.png")
    spec = GivenSpec({"cell": 1, "edge": 2}, {"cell": (100,), "edge": (200,)}, mask_values="classes")
    taken = take_given(tmp_path / "theirs.png", reference, spec)
    np.testing.assert_array_equal(taken.array[..., 0].T, drawn)
    joined = take_given(tmp_path / "theirs.png", reference, GivenSpec({"cell": 3}, mask_values="instances"))
    np.testing.assert_array_equal(joined.array[..., 0].T, 3 * (drawn > 0))
    with pytest.raises(StudyError, match="theirs.png: holds 100, 200, which"):
        take_given(tmp_path / "theirs.png", reference, GivenSpec({"cell": 1, "edge": 2}, mask_values="classes"))
    Image.fromarray(drawn[:6]).save(tmp_path / "small.png")
    with pytest.raises(StudyError, match="small.png: has 9x6 pixels, the case's mask 9x7"):
        take_given(tmp_path / "small.png", reference, GivenSpec({"cell": 1}, mask_values="instances"))

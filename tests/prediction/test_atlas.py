import nibabel as nib
import numpy as np

from segstudy.prediction.atlas import build_atlas, predict_by_atlas
from segstudy.volumes.volume import Volume

ORGANS = {"heart": 2, "aorta": 7}
LPS = np.diag([-1.0, -1.0, 2.0, 1.0])


def volume(shift, shape=(40, 36, 24)):
    labels = np.zeros(shape, np.uint8)
    labels[10 + shift : 20 + shift, 8:20, 4:16] = 2
    labels[28:34, 20:30, 4:20] = 7
    return Volume(labels, LPS)


def test_what_lies_there_in_most_patients_is_found_on_any_grid_and_with_any_axes():
    patients = [volume(shift) for shift in (0, 0, 4)]
    atlas = build_atlas(patients, [list(ORGANS)] * 3, ORGANS)
    assert atlas.shape[0] == 2 and atlas.max() == 1
    predicted = predict_by_atlas(atlas, patients[0], ORGANS).array
    assert np.mean(predicted == patients[0].array) > 0.99
    # twice as many voxels of half the size, from feet to head reversed
    finer = np.repeat(np.repeat(np.repeat(patients[0].array, 2, 0), 2, 1), 2, 2)[..., ::-1]
    affine = LPS @ np.diag([0.5, 0.5, -0.5, 1])
    again = predict_by_atlas(atlas, Volume(np.broadcast_to(np.uint8(0), finer.shape), affine), ORGANS)
    assert np.mean(again.array == finer) > 0.98
    assert "".join(nib.aff2axcodes(again.affine)) == "LPI"


def test_an_organ_that_nobody_drew_in_a_patient_counts_only_where_it_was_drawn():
    one, other = volume(0), volume(0)
    other.array[other.array == 7] = 0
    shares = build_atlas([one, other], [["heart", "aorta"], ["heart"]], ORGANS)[1]
    assert shares.max() == 1
    assert build_atlas([one, other], [list(ORGANS)] * 2, ORGANS)[1].max() == 0.5

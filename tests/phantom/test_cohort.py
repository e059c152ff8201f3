import cc3d
import nibabel as nib
import numpy as np
import pytest
from scipy.ndimage import binary_dilation, binary_erosion

from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.phantom.intensities import METAL_HU
from segstudy.phantom.names import LABELS, case_names, reference_case
from segstudy.running.errors import StudyError

SMALL = PhantomSettings(shape=(48, 48, 16))
IN_PLANE = np.ones((3, 3, 1), bool)


def center(mask: np.ndarray) -> np.ndarray:
    return np.argwhere(mask).mean(axis=0)


def pieces(mask: np.ndarray, connectivity: int) -> int:
    return cc3d.connected_components(mask, connectivity=connectivity, return_N=True)[1]


def test_phantom_case_is_the_same_bytes_each_time_and_in_any_company():
    first = make_case(SMALL, 5, "Patient_04")
    make_case(SMALL, 5, "Patient_01")
    again = make_case(SMALL.model_copy(update={"patients": 40}), 5, "Patient_04")
    for name in ("image", "label", "truth"):
        one, other = getattr(first, name), getattr(again, name)
        assert one.array.tobytes() == other.array.tobytes()
        assert one.affine.tobytes() == other.affine.tobytes()


def test_phantom_seed_and_case_change_the_patient():
    first = make_case(SMALL, 5, "Patient_03").truth
    for seed, case in ((6, "Patient_03"), (5, "Patient_09")):
        other = make_case(SMALL, seed, case).truth
        assert first.array.shape != other.array.shape or (first.array != other.array).any()


def test_phantom_types_grids_and_labels(phantom_cohort):
    for made in phantom_cohort.values():
        assert (made.image.array.dtype, made.label.array.dtype) == (np.int16, np.uint8)
        assert made.image.array.shape == made.label.array.shape == made.truth.array.shape
        np.testing.assert_array_equal(made.image.affine, made.truth.affine)
        assert set(np.unique(made.truth.array)) == {0, *LABELS.values()}
        assert set(np.unique(made.label.array)) == {0, *LABELS.values()}


def test_phantom_without_displacement_hands_out_the_truth():
    made = make_case(SMALL.model_copy(update={"displaced": False}), 5, "Patient_03")
    moved = make_case(SMALL, 5, "Patient_03")
    np.testing.assert_array_equal(made.label.array, made.truth.array)
    np.testing.assert_array_equal(made.truth.array, moved.truth.array)
    np.testing.assert_array_equal(made.image.array, moved.image.array)
    assert (moved.label.array != moved.truth.array).any()


def test_phantom_noise_is_what_the_settings_say():
    clean = make_case(PhantomSettings(noise_hu=0), 5, "Patient_03")
    noisy = make_case(PhantomSettings(noise_hu=30), 5, "Patient_03")
    np.testing.assert_array_equal(clean.truth.array, noisy.truth.array)
    gap = (noisy.image.array.astype(int) - clean.image.array)[clean.image.array > -850]
    assert gap.std() == pytest.approx(30, rel=0.02)
    assert gap.mean() == pytest.approx(0, abs=0.5)


def test_phantom_refuses_a_case_it_does_not_have():
    with pytest.raises(StudyError, match="Patient_13.*Patient_01 to Patient_12"):
        make_case(PhantomSettings(), 5, "Patient_13")


def test_organs_lie_in_their_hounsfield_ranges(phantom_cohort):
    enhanced = 0
    for case, made in phantom_cohort.items():
        hu, truth = made.image.array, made.truth.array
        median = {
            organ: np.median(hu[binary_erosion(truth == label, IN_PLANE[:, 1:2]) & (truth == label)])
            for organ, label in LABELS.items()
        }
        assert -1010 < median["trachea"] < -940, case
        assert 20 < median["esophagus"] < 60, case
        assert 35 < median["heart"] < 220, case
        assert 35 < median["aorta"] < 245, case
        assert not 60 < median["aorta"] < 110, case
        enhanced += median["aorta"] > 110
    assert 1 <= enhanced <= len(phantom_cohort) - 1


def test_scans_hold_air_lung_fat_soft_tissue_and_bone(phantom_cohort):
    ranges = {"air": (-1024, -970), "lung": (-900, -780), "fat": (-130, -70), "soft": (20, 90), "bone": (300, 900)}
    least = {"air": 0.2, "lung": 0.06, "fat": 0.02, "soft": 0.05, "bone": 0.005}
    for case, made in phantom_cohort.items():
        hu = made.image.array
        assert hu.min() >= -1024
        for tissue, (low, high) in ranges.items():
            assert ((hu >= low) & (hu <= high)).mean() > least[tissue], (case, tissue)


def test_esophagus_is_only_a_little_brighter_than_what_is_about_it():
    settings = PhantomSettings(noise_hu=0)
    for case in case_names(settings)[:6]:
        made = make_case(settings, 42, case)
        hu, organ = made.image.array, made.truth.array == LABELS["esophagus"]
        ring = binary_dilation(organ, IN_PLANE, 2) & ~binary_dilation(organ, IN_PLANE)
        ring &= (made.truth.array == 0) & (hu > -150) & (hu < 110)
        assert 2 < np.median(hu[organ]) - np.median(hu[ring]) < 20, case


def test_each_organ_is_one_piece(phantom_cohort):
    for case, made in phantom_cohort.items():
        for organ, label in LABELS.items():
            assert pieces(made.truth.array == label, 6) == 1, (case, organ)


def test_trachea_divides_into_two_bronchi(phantom_cohort):
    for case, made in phantom_cohort.items():
        trachea = made.truth.array == LABELS["trachea"]
        count = [pieces(trachea[:, :, k], 8) for k in range(trachea.shape[2])]
        divided = [k for k, n in enumerate(count) if n == 2]
        assert len(divided) >= 2, case
        assert set(count[max(divided) + 1 :]) == {1}, case


def test_aorta_has_an_ascending_and_a_descending_limb_under_its_arch(phantom_cohort):
    for case, made in phantom_cohort.items():
        aorta = made.truth.array == LABELS["aorta"]
        count = [pieces(aorta[:, :, k], 8) for k in range(aorta.shape[2])]
        two = [k for k, n in enumerate(count) if n == 2]
        arch = [k for k, n in enumerate(count) if n == 1 and k > max(two)]
        assert len(two) >= 4, case
        assert arch, case


def test_esophagus_is_wide_enough_to_learn_and_runs_through(phantom_cohort):
    for case, made in phantom_cohort.items():
        areas = (made.truth.array == LABELS["esophagus"]).sum(axis=(0, 1))
        assert areas.min() > 0, case
        assert 9 <= np.median(areas) <= 30, case


def test_hearts_lie_left_and_in_front_of_the_descending_aorta_in_the_world(phantom_cohort):
    for case, made in phantom_cohort.items():
        truth, affine = made.truth.array, made.truth.affine
        heart = nib.affines.apply_affine(affine, center(truth == LABELS["heart"]))
        trachea = nib.affines.apply_affine(affine, center(truth == LABELS["trachea"]))
        low = truth == LABELS["aorta"]
        low[:, :, truth.shape[2] // 4 :] = False
        descending = nib.affines.apply_affine(affine, center(low))
        assert heart[0] < trachea[0], case
        assert heart[1] > descending[1] + 30, case
        assert heart[2] < trachea[2] - 40, case


def test_hearts_lie_far_apart_across_the_cohort(phantom_cohort):
    centers = {case: center(made.truth.array == LABELS["heart"]) for case, made in phantom_cohort.items()}
    reference = centers[reference_case(PhantomSettings())]
    gaps = [np.linalg.norm(place - reference) for place in centers.values()]
    assert sum(gap >= 20 for gap in gaps) >= 3


def test_hearts_are_whole_in_every_scan(phantom_cohort):
    for case, made in phantom_cohort.items():
        heart = made.truth.array == LABELS["heart"]
        for axis in range(3):
            assert not heart.take([0, -1], axis=axis).any(), case


def test_cohort_mixes_orientations_spacings_and_sizes(phantom_cohort):
    affines = [made.image.affine for made in phantom_cohort.values()]
    assert {"".join(nib.aff2axcodes(affine)) for affine in affines} == {"LPS", "RAS"}
    assert sum(np.count_nonzero(np.abs(affine[:3, :3]) > 1e-9) > 3 for affine in affines) >= 1
    spacings = np.array([made.image.spacing for made in phantom_cohort.values()])
    assert ((spacings > (3, 3, 4.5)) & (spacings < (4.5, 4.5, 7.5))).all()
    assert np.ptp(spacings, axis=0).min() > 0.5
    assert len({made.image.array.shape for made in phantom_cohort.values()}) >= 6


def test_metal_is_in_about_half_of_the_patients_and_in_few_voxels(phantom_cohort):
    brightest = [int(made.image.array.max()) for made in phantom_cohort.values()]
    assert 3 <= brightest.count(METAL_HU) <= 9
    assert all(peak == METAL_HU or peak < 2000 for peak in brightest)
    assert all((made.image.array > 2000).sum() <= 10 for made in phantom_cohort.values())


@pytest.mark.parametrize("shape", [(48, 48, 16), (64, 48, 16), (24, 24, 8)])
def test_small_phantoms_have_every_organ(shape):
    settings = PhantomSettings(shape=shape, patients=2)
    for case in case_names(settings):
        made = make_case(settings, 1, case)
        assert set(np.unique(made.truth.array)) == {0, 1, 2, 3, 4}
        heart = made.truth.array == LABELS["heart"]
        assert (made.label.array == LABELS["heart"]).sum() == pytest.approx(heart.sum(), rel=0.1)

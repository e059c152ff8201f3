import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import ndimage

from segstudy.augmentation.affine import AffineParameters, apply_affine, sample_affine
from segstudy.config.sections.augmentation import AugmentationSettings

PARAMETERS = st.builds(
    AffineParameters,
    st.floats(-180, 180),
    st.floats(0.5, 1.5),
    st.tuples(st.floats(-20, 20), st.floats(-20, 20)),
)


def _slice(rows: int = 72, columns: int = 88) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    smooth = ndimage.gaussian_filter(rng.normal(size=(rows, columns)), 4)
    image = (smooth / np.abs(smooth).max() * 2500 - 300).astype(np.int16)
    label = np.digitize(ndimage.gaussian_filter(rng.normal(size=(rows, columns)), 5), [-0.03, 0, 0.03]).astype(np.uint8)
    return image, label


@settings(max_examples=40, deadline=None)
@given(PARAMETERS)
def test_agrees_with_scipy(parameters):
    image, label = _slice()
    fill = int(image.min())
    moved, moved_label = apply_affine(image, label, parameters, fill)
    matrix, offset = parameters.inverse(image.shape)
    expected = ndimage.affine_transform(
        image.astype(np.float64), matrix, offset, order=1, mode="grid-constant", cval=fill
    )
    assert np.abs(moved - expected).max() <= 1.0
    shares = np.stack(
        [
            ndimage.affine_transform((label == each).astype(float), matrix, offset, order=1, mode="grid-constant")
            for each in range(4)
        ]
    )
    # outside all is background
    shares[0] += 1 - shares.sum(axis=0)
    second, first = np.sort(shares, axis=0)[-2:]
    # OpenCV rounds positions to 1/32 pixel
    clear = first - second > 0.1
    assert clear.mean() > 0.8
    assert np.array_equal(moved_label[clear], shares.argmax(axis=0)[clear])


@settings(max_examples=40, deadline=None)
@given(PARAMETERS, st.tuples(st.integers(25, 46), st.integers(30, 57)))
def test_a_landmark_lands_where_the_forward_matrix_says_in_image_and_label(parameters, landmark):
    image = np.zeros((72, 88), np.int16)
    label = np.zeros((72, 88), np.uint8)
    center = (np.array(image.shape) - 1) / 2
    expected = parameters.matrix() @ (np.array(landmark) - center) + center + parameters.translate_px
    assume((expected > 10).all() and (expected < np.array(image.shape) - 11).all())
    cv2.circle(label, landmark[::-1], 5, 2, -1)
    image[label == 2] = 1000
    moved, moved_label = apply_affine(image, label, parameters, 0)
    assert np.allclose(np.argwhere(moved_label == 2).mean(axis=0), expected, atol=0.3)
    assert np.allclose(ndimage.center_of_mass(moved), expected, atol=0.2)


def test_a_positive_angle_turns_down_towards_right():
    parameters = AffineParameters(90, 1, (0, 0))
    assert np.allclose(parameters.matrix() @ [1, 0], [0, 1])
    image = np.zeros((9, 9), np.int16)
    image[7, 4] = 5
    moved, _ = apply_affine(image, image.astype(np.uint8), parameters, 0)
    assert np.argwhere(moved).tolist() == [[4, 7]]


def test_without_movement_nothing_changes():
    image, label = _slice()
    moved, moved_label = apply_affine(image, label, AffineParameters(0, 1, (0, 0)), -5)
    assert np.array_equal(moved, image)
    assert np.array_equal(moved_label, label)


def test_what_comes_from_outside_is_the_fill_and_background():
    image = np.full((16, 16), 40, np.int16)
    label = np.full((16, 16), 3, np.uint8)
    moved, moved_label = apply_affine(image, label, AffineParameters(0, 1, (6, -3)), -1000)
    assert (moved[:6] == -1000).all()
    assert (moved[:, 13:] == -1000).all()
    assert (moved[6:, :13] == 40).all()
    assert np.array_equal(moved_label == 0, moved == -1000)
    assert moved.dtype == np.int16
    assert moved_label.dtype == np.uint8


@pytest.mark.parametrize("extreme", [-32768, 32767])
def test_the_int16_range_does_not_wrap(extreme):
    image = np.full((32, 32), extreme, np.int16)
    moved, _ = apply_affine(image, np.zeros((32, 32), np.uint8), AffineParameters(17, 1.1, (2.5, 1.5)), extreme)
    assert (moved == extreme).all()


def test_parameters_fill_their_ranges_and_never_mirror():
    chosen = AugmentationSettings(rotate_deg=10, scale=0.1, translate_px=7)
    rng = np.random.default_rng(0)
    drawn = [sample_affine(chosen, rng) for _ in range(2000)]
    table = np.array([[d.rotate_deg, d.scale - 1, *d.translate_px] for d in drawn])
    limits = np.array([10, 0.1, 7, 7])
    assert (np.abs(table) <= limits).all()
    assert (table.max(axis=0) > 0.98 * limits).all()
    assert (table.min(axis=0) < -0.98 * limits).all()
    assert np.abs(np.corrcoef(table.T) - np.eye(4)).max() < 0.1
    assert all(np.linalg.det(d.matrix()) > 0 for d in drawn)


def test_limits_of_zero_leave_the_slice_alone():
    still = sample_affine(AugmentationSettings(rotate_deg=0, scale=0, translate_px=0), np.random.default_rng(1))
    assert still == AffineParameters(0, 1, (0, 0))

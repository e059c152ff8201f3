import subprocess
import sys

import numpy as np
import pytest

from segstudy.augmentation.affine import apply_affine, sample_affine
from segstudy.augmentation.copies import augment_case, case_generator
from segstudy.config.sections.augmentation import AugmentationSettings


@pytest.fixture
def case() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    image = rng.integers(-1000, 400, (6, 24, 32)).astype(np.int16)
    return image, (image > 0).astype(np.uint8) * 2


def test_every_slice_is_moved_once_for_each_copy_by_its_own_parameters(case):
    image, label = case
    images, labels = augment_case(image, label, AugmentationSettings(copies=2), 7, "Patient_01")
    assert images.shape == labels.shape == (12, 24, 32)
    assert (images.dtype, labels.dtype) == (np.int16, np.uint8)
    for copy in range(2):
        rng = case_generator(7, "Patient_01", copy)
        for index in range(6):
            expected = apply_affine(
                image[index], label[index], sample_affine(AugmentationSettings(), rng), int(image.min())
            )
            assert np.array_equal(images[6 * copy + index], expected[0])
            assert np.array_equal(labels[6 * copy + index], expected[1])


def test_copies_repeat_with_seed_and_case_and_differ_without(case):
    settings = AugmentationSettings()
    first = augment_case(*case, settings, 7, "a")
    assert all(map(np.array_equal, first, augment_case(*case, settings, 7, "a")))
    assert not np.array_equal(first[0], augment_case(*case, settings, 8, "a")[0])
    assert not np.array_equal(first[0], augment_case(*case, settings, 7, "b")[0])


def test_more_copies_keep_the_earlier_ones(case):
    one = augment_case(*case, AugmentationSettings(copies=1), 7, "a")
    three = augment_case(*case, AugmentationSettings(copies=3), 7, "a")
    assert np.array_equal(three[0][:6], one[0])
    assert not np.array_equal(three[0][6:12], one[0])


def test_another_process_draws_the_same_numbers():
    code = "from segstudy.augmentation.copies import case_generator; print(case_generator(3, 'x', 1).random())"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert float(printed) == case_generator(3, "x", 1).random()


def test_labels_keep_their_classes(case):
    _, labels = augment_case(*case, AugmentationSettings(copies=2), 0, "a")
    assert set(np.unique(labels)) == {0, 2}


def test_shapes_that_do_not_fit_are_refused(case):
    with pytest.raises(ValueError, match="same"):
        augment_case(case[0], case[1][:3], AugmentationSettings(), 0, "a")


def test_the_planes_of_a_slice_in_colors_are_moved_alike(case):
    image, label = case
    colors = np.stack([image, image + 1, -image], axis=1)
    settings = AugmentationSettings(copies=2)
    moved, labels = augment_case(colors, label, settings, 7, "a")
    own = augment_case(image, label, settings, 7, "a")
    fill = int(colors.min())
    assert moved.shape == (36, 24, 32) and np.array_equal(labels, own[1])
    inside = own[0] != int(image.min())
    planes = moved.reshape(12, 3, 24, 32)
    # what came from outside is the lowest of all planes; elsewhere each plane is moved as a gray slice is
    seen = inside & (planes != fill).all(axis=1)
    assert seen.mean() > 0.5 and (np.abs(planes[:, 0] - own[0])[seen] <= 1).mean() > 0.9
    assert (np.abs(planes[:, 1] - planes[:, 0] - 1)[seen] <= 1).mean() > 0.9

import numpy as np
import pytest

from segstudy.augmentation.transformed import SHOWN, transformed_case
from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

SLICES = 18


@pytest.fixture
def slices(tmp_path):
    """More slices than are changed at a time."""
    rng = np.random.default_rng(3)
    image = rng.integers(100, 400, (SLICES, 16, 24)).astype(np.int16)
    write_image_cache(tmp_path / "c.image.b2nd", image, slope=0.5, intercept=0.0)
    write_label_cache(tmp_path / "c.label.b2nd", (image > 250).astype(np.uint8))
    return CachedSlices(str(tmp_path / "c"))


def settings(**keys):
    brightness = {"p": 1, "low": 2, "high": 2}
    return AugmentationSettings.model_validate({"transforms": {"brightness": brightness}, **keys})


def test_copies_follow_one_another_in_the_numbers_that_are_stored(slices):
    images, labels = transformed_case(slices, settings(online=False, copies=2), 7, "Patient_01")
    assert images.shape == labels.shape == (2 * SLICES, 16, 24)
    assert (images.dtype, labels.dtype) == (np.int16, np.uint8)
    for index in range(2 * SLICES):
        np.testing.assert_array_equal(images[index], 2 * slices.stored(index % SLICES))
        np.testing.assert_array_equal(labels[index], slices.label(index % SLICES))


def test_what_changes_anew_in_every_epoch_is_shown_a_few_times(slices):
    images, _ = transformed_case(slices, settings(), 7, "Patient_01")
    assert len(images) == SHOWN * SLICES


def test_each_case_and_copy_has_draws_of_its_own(slices):
    noisy = AugmentationSettings.model_validate({"online": False, "copies": 2, "transforms": {"noise": {"p": 1}}})
    first, _ = transformed_case(slices, noisy, 7, "a")
    assert np.array_equal(first, transformed_case(slices, noisy, 7, "a")[0])
    assert not np.array_equal(first, transformed_case(slices, noisy, 7, "b")[0])
    assert not np.array_equal(first[:SLICES], first[SLICES:])

import numpy as np
import pytest
import torch

from segstudy.running.errors import StudyError
from segstudy.training.dataset import SliceDataset
from segstudy.training.labelled import LabelledSlices


def test_a_batch_holds_what_the_caches_hold(toy_cases):
    cases = [*toy_cases[:2], LabelledSlices(toy_cases[2].slices, np.array([True, False, True]))]
    dataset = SliceDataset(cases)
    assert len(dataset) == 18
    batch = dataset.__getitems__([13, 0, 7])
    assert batch.image.shape == (3, 1, 32, 32)
    assert batch.image.dtype == torch.float32
    for place, (case, index) in enumerate([(2, 1), (0, 0), (1, 1)]):
        assert np.array_equal(batch.image[place, 0], cases[case].slices.image(index))
        assert np.array_equal(batch.label[place], cases[case].slices.label(index))
    assert batch.case.tolist() == [2, 0, 1]
    assert batch.annotated.tolist() == [[True, False, True], [True] * 3, [True] * 3]


def test_on_a_device_labels_are_int64_and_images_channels_last(toy_cases):
    batch = SliceDataset(toy_cases).__getitems__([0, 1]).to(torch.device("cpu"))
    assert batch.label.dtype == torch.int64
    assert batch.annotated.dtype == torch.bool
    assert batch.image.is_contiguous(memory_format=torch.channels_last)


def test_one_slice_is_a_batch_of_one(toy_cases):
    dataset = SliceDataset(toy_cases)
    assert torch.equal(dataset[9].image, dataset.__getitems__([9]).image)


def test_reopened_files_give_the_same_slices(toy_cases):
    dataset = SliceDataset(toy_cases)
    before = dataset[5].image
    dataset.reopen()
    assert all(case.slices is not old.slices for case, old in zip(dataset.cases, toy_cases, strict=True))
    assert torch.equal(dataset[5].image, before)


def test_slices_of_different_size_are_refused(toy_cases, tmp_path):
    from segstudy.volumes.cache import CachedSlices, write_image_cache

    write_image_cache(tmp_path / "odd.image.b2nd", np.zeros((2, 16, 16), np.int16), 1, 0)
    odd = LabelledSlices(CachedSlices(str(tmp_path / "odd")), toy_cases[0].annotated)
    with pytest.raises(StudyError, match="differ in size"):
        SliceDataset([*toy_cases, odd])


def test_no_case_at_all_is_refused():
    with pytest.raises(StudyError, match="no slice"):
        SliceDataset([])


def test_slices_without_an_organ_that_was_drawn_can_be_left_out(toy_cases):
    """The last slice of each case is empty."""
    dataset = SliceDataset(toy_cases[:2], "with_organ")
    assert len(dataset) == 10 and len(SliceDataset(toy_cases[:2])) == 12
    assert all((label > 0).any() for label in dataset.__getitems__(list(range(10))).label)
    blind = [LabelledSlices(case.slices, np.array([True, False, False])) for case in toy_cases[:2]]
    with pytest.raises(StudyError, match="no slice shows an organ"):
        SliceDataset(blind, "with_organ")

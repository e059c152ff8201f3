import pytest
import torch

from segstudy.models.sam2_input import DEVIATION, MEAN, WINDOWS, as_image, resized
from segstudy.running.errors import StudyError


def test_one_window_fills_three_channels_and_three_fill_one_each():
    hu = torch.linspace(-1500, 1500, 3001).view(1, 1, -1)
    pictures = as_image(hu, ["soft_tissue", "lung", "bone"])
    grey = pictures * torch.tensor(DEVIATION)[:, None, None] + torch.tensor(MEAN)[:, None, None]
    for channel, (low, high) in enumerate(WINDOWS.values()):
        expected = ((hu - low) / (high - low)).clip(0, 1)[0]
        assert torch.allclose(grey[0, channel], expected, atol=1e-6)
    alone = as_image(hu, ["bone"])
    for channel in range(3):
        again = alone[0, channel] * DEVIATION[channel] + MEAN[channel]
        assert torch.allclose(again, grey[0, 2], atol=1e-6)


def test_stored_integers_are_taken_as_they_are():
    hu = torch.tensor([[[-160, 40, 240]]], dtype=torch.int16)
    grey = as_image(hu, ["soft_tissue"])[0, 0] * DEVIATION[0] + MEAN[0]
    assert torch.allclose(grey, torch.tensor([[0.0, 0.5, 1.0]]), atol=1e-6)


def test_pictures_are_resized_as_a_whole():
    pictures = torch.rand(2, 3, 40, 80)
    assert resized(pictures, 64).shape == (2, 3, 64, 64)
    assert torch.allclose(resized(pictures, 64).mean(dim=(2, 3)), pictures.mean(dim=(2, 3)), atol=0.02)
    square = torch.rand(1, 3, 64, 64)
    assert resized(square, 64) is square


@pytest.mark.parametrize("windows", [["brain"], ["lung", "bone"], []])
def test_unknown_windows_are_told(windows):
    with pytest.raises(StudyError, match="SAM 2"):
        as_image(torch.zeros(1, 2, 2), windows)

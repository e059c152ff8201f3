"""What each transform makes of one draw, by its formula."""

from pkgutil import resolve_name

import numpy as np
import pytest
import torch

from segstudy.config.sections.transforms import builder_of_transform

SHAPE = (2, 2, 16, 20)


def apply(name, images, *drawn):
    return resolve_name(builder_of_transform(name)).apply(images, drawn)


@pytest.fixture
def images():
    """Two samples of two channels, of different brightness and spread."""
    generator = torch.Generator().manual_seed(2)
    spread = torch.tensor([1.0, 3, 0.5, 2]).reshape(2, 2, 1, 1)
    return 5 + spread * torch.randn(SHAPE, generator=generator)


def test_brightness_is_a_factor_and_shift_a_share_of_the_spread(images):
    for at, factor in enumerate((0.5, 2.0)):
        assert torch.allclose(apply("brightness", images, (0.5,), (2.0,))[at], images[at] * factor)
    shifted = apply("shift", images, (0.25,), (-1.0,)) - images
    spread = images.std((2, 3), keepdim=True)
    assert torch.allclose(shifted, spread * torch.tensor([0.25, -1]).reshape(2, 1, 1, 1).expand_as(images), atol=1e-5)


def test_noise_is_a_share_of_the_spread(images):
    noise = apply("noise", images, (0.1, 7), (0.4, 7)) - images
    share = noise.std((2, 3)) / images.std((2, 3))
    assert torch.allclose(share, torch.tensor([[0.1] * 2, [0.4] * 2]), rtol=0.15) and noise.mean().abs() < 0.05


def test_contrast_is_a_factor_of_the_distance_from_the_mean_within_the_range(images):
    changed = apply("contrast", images, (0.5,), (1.5,))
    mean, low, high = (images.mean((2, 3), keepdim=True), images.amin((2, 3), True), images.amax((2, 3), True))
    for at, factor in enumerate((0.5, 1.5)):
        expected = ((images - mean) * factor + mean).maximum(low).minimum(high)[at]
        assert torch.allclose(changed[at], expected, atol=1e-5)


@pytest.mark.parametrize(("name", "sign"), [("gamma", 1), ("inverted_gamma", -1)])
def test_gamma_is_a_power_between_the_lowest_and_the_highest(images, name, sign):
    found, images = apply(name, images, (0.5,), (2.0,)), sign * images
    for at, power in enumerate((0.5, 2.0)):
        low, high = images[at].amin((1, 2), True), images[at].amax((1, 2), True)
        raised = ((images[at] - low) / (high - low)) ** power
        whole = (raised - raised.mean((1, 2), True)) / raised.std((1, 2), keepdim=True)
        kept = whole * images[at].std((1, 2), keepdim=True) + images[at].mean((1, 2), keepdim=True)
        assert torch.allclose(found[at], sign * kept, atol=1e-4)


def test_blur_has_its_width_along_every_axis():
    point = torch.zeros(1, 1, 31, 31, 31)
    point[..., 15, 15, 15] = 1
    blurred = apply("blur", point, (1.5,))
    assert float(blurred.sum()) == pytest.approx(1, abs=1e-5)
    for axis in (2, 3, 4):
        line = blurred.sum([each for each in (2, 3, 4) if each != axis]).flatten()
        width = float((line * (torch.arange(31) - 15.0) ** 2).sum().sqrt())
        assert width == pytest.approx(1.5, rel=0.03)


def test_low_resolution_keeps_a_share_of_the_pixels_and_moves_nothing():
    ramp = torch.arange(40.0).expand(1, 1, 40, 40)
    coarse = apply("low_resolution", ramp, (0.25,))
    # ten pixels a side are kept, the third of four each, and lines lie between them
    steps = coarse[0, 0, 20].diff()
    assert torch.allclose(steps[4:-4], torch.ones(31)) and (coarse - ramp).abs().max() < 2.1
    checkered = (torch.arange(40) % 2).float().expand(1, 1, 40, 40)
    assert float(apply("low_resolution", checkered, (0.25,)).std()) == 0


def test_cut_out_boxes_have_the_mean_and_all_else_stays(images):
    box = ((2, 6), (3, 9))
    changed = apply("cutout", images, (box,), ())
    inside = torch.zeros(SHAPE[2:], dtype=torch.bool)
    inside[2:6, 3:9] = True
    assert torch.allclose(changed[0][:, inside], images[0].mean((1, 2))[:, None].expand(-1, int(inside.sum())))
    assert torch.equal(changed[0][:, ~inside], images[0][:, ~inside]) and torch.equal(changed[1], images[1])


def test_elastic_shifts_are_those_drawn_at_the_control_points():
    transform = resolve_name(builder_of_transform("elastic"))
    points = np.random.default_rng(0).normal(0, 3, (2, 3, 5)).astype(np.float32)
    shifts = transform.displacement((points,), (21, 41), "cpu").numpy()
    np.testing.assert_allclose(shifts[:, ::10, ::10], points, atol=1e-5)
    np.testing.assert_allclose(shifts[:, 5, 0], points[:, :2, 0].mean(axis=1), atol=1e-5)


def test_distorted_cells_lie_between_the_lines_drawn():
    transform = resolve_name(builder_of_transform("grid_distortion"))
    lines = (0.0, 0.3, 0.4, 0.8, 1.0)
    shifts = transform.displacement((lines, (0.0, 0.5, 1.0)), (41, 21), "cpu").numpy()
    found = (np.arange(41) + shifts[0, :, 7]) / 40
    np.testing.assert_allclose(found[[0, 10, 20, 30, 40]], lines, atol=1e-6)
    assert np.abs(shifts[1]).max() < 1e-5 and found[5] == pytest.approx(0.15)


def turned(name, drawn, point):
    matrix = resolve_name(builder_of_transform(name)).matrix(drawn, len(point))
    return matrix @ np.array([*point, 1.0])


def test_movements_are_those_drawn_about_the_center():
    assert turned("rotate", (90.0, 0.0, 0.0), (0, 1, 0)) == pytest.approx((0, 0, 1))
    assert turned("rotate", (0.0, 90.0, 0.0), (1, 0, 0)) == pytest.approx((0, 1, 0))
    assert turned("rotate", (0.0, 0.0, 90.0), (1, 0, 0)) == pytest.approx((0, 0, 1))
    assert turned("scale", (1.5,), (2, 4)) == pytest.approx((3, 6))
    assert turned("translate", (3.0, -2.0), (1, 1)) == pytest.approx((4, -1))
    assert turned("affine", (90.0, 0.0, 0.0, 2.0, 5.0, -5.0), (1, 0)) == pytest.approx((5, -3))

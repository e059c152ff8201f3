"""Every transform: its effect, its range, that labels go where images go, and what its draws depend on."""

from pkgutil import resolve_name

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from segstudy.config.sections.presets import PRESETS
from segstudy.config.sections.transforms import BUILT_IN, TRANSFORMS_IN_WORDS, Transforms, builder_of_transform
from segstudy.report.references import REFERENCES
from segstudy.transforms.augment import Augmenter, _backward, _grid
from segstudy.transforms.interface import Deformation, Movement, Recoloring

NAMES = [*Transforms.model_fields]
SINGLE = [name for name in NAMES if name not in BUILT_IN]
SHAPES = {"slices": (2, 1, 40, 36), "patches": (2, 1, 12, 20, 24)}
AXES = (1, 2)
# What makes each transform as strong as need be to be seen.
STRONG = {
    "affine": {"degrees": 30, "share": 0.1},
    "rotate": {"degrees": 60},
    "translate": {"share": 0.2},
    "elastic": {"spacing_px": 8, "sd_px": 4},
    "low_resolution": {"low": 0.3, "high": 0.5},
    "cutout": {"share": 0.6},
    "mixup": {"alpha": 5},
}


def transforms(*names, p=1.0):
    return Transforms.model_validate({name: {**STRONG.get(name, {}), "p": p} for name in names})


def load(name):
    return resolve_name(builder_of_transform(name))


def scene(shape, seed=0):
    """Samples with a bright block (1) and a darker one (2) on noise."""
    generator = torch.Generator().manual_seed(seed)
    image = 0.05 * torch.randn(shape, generator=generator)
    label = torch.zeros(shape[0], *shape[2:], dtype=torch.uint8)
    *_, rows, columns = shape
    label[..., rows // 5 : rows // 2, columns // 5 : columns // 2] = 1
    label[..., rows // 2 : 4 * rows // 5, columns // 2 : 4 * columns // 5] = 2
    return image + (label == 1)[:, None] * 2.0 + (label == 2)[:, None] * 1.0, label


def augmenter(chosen, seed=(3,), axes=AXES, **further):
    return Augmenter(chosen, axes, seed, **further)


@pytest.mark.parametrize("name", NAMES)
def test_every_transform_has_its_words_and_its_file(name):
    assert TRANSFORMS_IN_WORDS[name].name and TRANSFORMS_IN_WORDS[name].source in {"", *REFERENCES}
    assert name in BUILT_IN or isinstance(load(name), Movement | Deformation | Recoloring)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_it_has_an_effect_and_without_a_probability_none(name, shape):
    image, label = scene(shape)
    changed = [augmenter(transforms(name))(image, label, epoch, range(2)) for epoch in range(1, 5)]
    assert any(not torch.allclose(each.image, image, atol=1e-3) for each in changed)
    assert all(torch.isfinite(each.image).all() for each in changed)
    never = augmenter(transforms(name, p=0))(image, label, 1, range(2))
    assert torch.equal(never.image, image) and torch.equal(never.label, label) and never.share == 1


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", ["mirror", "affine", "rotate", "scale", "translate", "elastic", "grid_distortion"])
def test_labels_go_where_images_go(name, shape):
    """A label map painted into its image is found there again, but for the pixels of borders."""
    _, label = scene(shape)
    painted = torch.nn.functional.one_hot(label.long(), 3).movedim(-1, 1)[:, 1:].float()
    moved = 0
    for epoch in range(1, 4):
        changed = augmenter(transforms(name))(painted, label, epoch, range(2))
        for organ in (1, 2):
            inside = changed.image[:, organ - 1] > 0.5
            assert (inside != (changed.label == organ)).float().mean() < 0.005
        moved += int((changed.label != label).sum())
        assert changed.label.dtype == label.dtype
    assert moved


@pytest.mark.parametrize("name", [name for name in SINGLE if isinstance(load(name), Recoloring)])
def test_what_changes_intensities_leaves_labels_and_other_channels(name):
    image, label = scene((2, 1, 40, 36))
    image = torch.cat([image, image.flip(2), torch.full_like(image, 0.3)], dim=1)
    changed = augmenter(transforms(name), bright=2)(image, label, 2, range(2))
    assert torch.equal(changed.label, label)
    assert torch.equal(changed.image[:, 2], image[:, 2])
    for channel in (0, 1):
        assert not torch.allclose(changed.image[:, channel], image[:, channel])


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", [*SINGLE, "mirror"])
def test_draws_depend_on_seed_epoch_and_sample_alone(name, shape):
    image, label = scene((3, *shape[1:]))
    change = augmenter(transforms(name))
    whole = change(image, label, 2, [7, 8, 9])
    alone = change(image[1:2], label[1:2], 2, [8])
    torch.rand(3)
    assert torch.allclose(whole.image[1:2], alone.image, atol=1e-5) and torch.equal(whole.label[1:2], alone.label)
    assert torch.equal(change(image, label, 2, [7, 8, 9]).image, whole.image)
    others = [
        *(change(image, label, epoch, [7, 8, 9]) for epoch in (3, 4, 5)),
        *(augmenter(transforms(name), seed=(seed,))(image, label, 2, [7, 8, 9]) for seed in (4, 5, 6)),
        *(change(image, label, 2, samples) for samples in ([1, 2, 3], [4, 5, 6])),
    ]
    for some in (others[:3], others[3:6], others[6:]):
        assert any(not torch.equal(each.image, whole.image) for each in some)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_organs_that_no_sample_shows_change_nothing(shape):
    image, label = scene(shape)
    looked = augmenter(transforms("rotate", "elastic"))(image, label, 1, range(2))
    told = augmenter(transforms("rotate", "elastic"), organs=7)(image, label, 1, range(2))
    assert torch.equal(looked.image, told.image) and torch.equal(looked.label, told.label)
    assert not torch.equal(looked.label, label)


def test_other_transforms_change_no_draw():
    image, label = scene(SHAPES["slices"])
    rotated = augmenter(transforms("rotate"))(image, label, 1, range(2))
    both = augmenter(transforms("rotate", "noise", "mixup"))(image, label, 1, range(2))
    assert torch.equal(rotated.label, both.label)


def drawn(name, settings, count=300, sides=(40, 36)):
    values = Transforms.model_validate({name: settings}).used[name]
    return [load(name).draw(values, np.random.default_rng(seed), sides) for seed in range(count)]


def test_numbers_stay_in_their_ranges_and_fill_them():
    turns = np.array([each[:3] for each in drawn("rotate", {"degrees": 30, "tilt_degrees": 5})])
    assert (np.abs(turns).max(axis=0) <= [30, 5, 5]).all() and (np.abs(turns).max(axis=0) > [28, 4.5, 4.5]).all()
    shifts = np.array(drawn("translate", {"share": 0.25}))
    assert (np.abs(shifts).max(axis=0) <= [10, 9]).all() and (np.abs(shifts).max(axis=0) > [9, 8]).all()
    affine = np.array(drawn("affine", {"degrees": 20, "scale": 0.3, "share": 0.1}))
    assert (np.abs(affine[:, 0]).max(), affine[:, 3].min(), affine[:, 3].max()) == pytest.approx((20, 0.7, 1.3), abs=1)
    assert 3 < np.abs(affine[:, 4]).max() <= 4
    for name in ("scale", "brightness", "contrast", "gamma", "inverted_gamma"):
        factors = np.array(drawn(name, {"low": 0.5, "high": 3.0}))[:, 0]
        assert 0.5 <= factors.min() < 0.6 and 2.8 < factors.max() <= 3
        assert 0.4 < (factors < 1).mean() < 0.6  # as nnU-Net has it
    for name in ("blur", "low_resolution"):
        numbers = np.array(drawn(name, {"low": 0.4, "high": 0.9}))[:, 0]
        assert 0.4 <= numbers.min() < 0.45 and 0.85 < numbers.max() <= 0.9
    points = np.stack([each[0] for each in drawn("elastic", {"sd_px": 2.0, "spacing_px": 12})])
    assert points.shape[1:] == (2, 4, 4) and 1.9 < points.std() < 2.1
    assert max(each[0] for each in drawn("noise", {"sd": 0.4})) == pytest.approx(0.4, abs=0.02)
    assert np.std([each[0] for each in drawn("shift", {"sd": 0.4})]) == pytest.approx(0.4, abs=0.05)
    widths = [np.diff(each[0]) for each in drawn("grid_distortion", {"steps": 4, "limit": 0.5})]
    assert all(len(each) == 4 and each.min() > 0 for each in widths) and max(each.max() for each in widths) > 0.4
    boxes = drawn("cutout", {"count": 4, "share": 0.5})
    assert {len(each) for each in boxes} == {1, 2, 3, 4}
    longest = max(last - first for each in boxes for (first, last), _ in each)
    assert 17 < longest <= 20


@pytest.mark.parametrize("name", SINGLE)
def test_a_draw_can_be_made_again(name):
    """From plain numbers, without the generator."""
    values = transforms(name).used[name]
    transform, image = load(name), scene(SHAPES["slices"])[0][:1]
    draw = transform.draw(values, np.random.default_rng(0), (40, 36))
    if isinstance(transform, Recoloring):
        assert torch.equal(transform.apply(image, [draw]), transform.apply(image, [draw]))
    elif isinstance(transform, Deformation):
        field = transform.displacement(draw, (40, 36), "cpu")
        assert field.shape == (2, 40, 36) and torch.equal(field, transform.displacement(draw, (40, 36), "cpu"))
    else:
        assert transform.matrix(draw, 2).shape == (2, 3)


def test_a_shift_is_by_whole_pixels_where_it_is_drawn_so():
    image, label = scene(SHAPES["slices"])
    chosen = transforms("translate")
    change = augmenter(chosen)
    (down, right) = change._drawn("translate", 1, [0], (40, 36))[0]
    moved = change(image[:1], label[:1], 1, [0])
    before, after = (np.argwhere(each[0].numpy() == 1).mean(axis=0) for each in (label, moved.label))
    assert after - before == pytest.approx([down, right], abs=0.5)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_labels_are_those_of_the_largest_interpolated_share_everywhere(shape):
    """Not beside borders alone, which is where fractions are computed; background outside."""
    classes, sides = 5, shape[2:]
    generator = torch.Generator().manual_seed(4)
    coarse = torch.randint(0, classes, (shape[0], *(side // 3 for side in sides)), generator=generator)
    label = F.interpolate(coarse[:, None].float(), size=sides, mode="nearest-exact")[:, 0].to(torch.uint8)
    image = torch.zeros(shape)
    both = transforms("affine", "elastic", "grid_distortion")
    change = augmenter(both)
    changed = change(image, label, 1, range(2)).label
    names = ("affine", "elastic", "grid_distortion")
    drawn = {name: change._drawn(name, 1, range(2), sides) for name in names}
    for at in range(2):
        moves = {name: (load(name), drawn[name][at]) for name in names}
        grid = _grid(moves, _backward(moves, len(sides)), sides, torch.device("cpu"))
        shares = F.one_hot(label[at].long(), classes).movedim(-1, 0)[None].float()
        found = F.grid_sample(shares, grid[None], mode="bilinear", padding_mode="zeros", align_corners=True)[0]
        found[0] = 1 - found[1:].sum(dim=0) - 1e-6
        best = found.argmax(dim=0)
        assert (best == 0).any() and (best > 0).any()
        clear = found.topk(2, dim=0).values.diff(dim=0).abs()[0] > 1e-4
        assert torch.equal(changed[at][clear].long(), best[clear]) and clear.float().mean() > 0.99


def test_enlarging_enlarges_and_turning_goes_from_rows_to_columns():
    image, label = scene((1, 1, 60, 60))
    larger = augmenter(Transforms.model_validate({"scale": {"p": 1, "low": 1.4, "high": 1.4}}))(image, label, 1, [0])
    assert (larger.label > 0).sum() / (label > 0).sum() == pytest.approx(1.96, rel=0.1)
    label = torch.zeros(1, 61, 61, dtype=torch.uint8)
    label[0, 45:55, 28:33] = 1
    change = augmenter(Transforms.model_validate({"rotate": {"p": 1, "degrees": 90}}))
    degrees = change._drawn("rotate", 1, [0], (61, 61))[0][0]
    turned = change(label[:, None].float(), label, 1, [0])
    row, column = np.argwhere(turned.label[0].numpy()).mean(axis=0) - 30
    assert np.rad2deg(np.arctan2(column, row)) == pytest.approx(degrees, abs=1.5)


def test_mirroring_is_exact_and_keeps_to_its_axes():
    image, label = scene((1, 1, 12, 20, 24))
    found = set()
    for epoch in range(40):
        changed = augmenter(transforms("mirror"), axes=(2,))(image, label, epoch, [0])
        flipped = torch.equal(changed.image, image.flip(4)) and torch.equal(changed.label, label.flip(3))
        assert flipped or torch.equal(changed.image, image)
        found.add(flipped)
    assert found == {True, False}
    nowhere = augmenter(transforms("mirror"), axes=())(image, label, 1, [0])
    assert torch.equal(nowhere.image, image)


def test_mixed_samples_have_their_own_share_and_their_neighbors():
    image, label = scene((3, 1, 40, 36), seed=1)
    mixed = augmenter(transforms("mixup"))(image, label, 1, range(3))
    assert 0.5 <= mixed.share < 1 and torch.equal(mixed.label, label)
    assert torch.allclose(mixed.image[1], mixed.share * image[1] + (1 - mixed.share) * image[0])
    assert augmenter(transforms("mixup"))(image[:1], label[:1], 1, [0]).share == 1


def test_gamma_keeps_mean_and_spread_and_contrast_the_range():
    image, label = scene(SHAPES["slices"])
    for name in ("gamma", "inverted_gamma"):
        changed = augmenter(transforms(name))(image, label, 1, range(2)).image
        assert torch.allclose(changed.mean((1, 2, 3)), image.mean((1, 2, 3)), atol=1e-4)
        assert torch.allclose(changed.std((1, 2, 3)), image.std((1, 2, 3)), atol=1e-4)
    changed = augmenter(transforms("contrast"))(image, label, 3, range(2)).image
    assert changed.min() >= image.min() and changed.max() <= image.max()


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_changes_samples_as_often_as_it_says(preset):
    chosen = PRESETS[preset].transforms
    assert PRESETS[preset].source in {"", *REFERENCES}
    change = augmenter(chosen)
    for name, values in chosen.used.items():
        if name not in BUILT_IN:
            share = np.mean([len(change._drawn(name, epoch, range(4), (32, 32))) / 4 for epoch in range(100)])
            assert share == pytest.approx(values.p, abs=0.09)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_a_gpu_shows_the_samples_that_a_processor_does(name, shape):
    """But for rounding, which may give a pixel at a border to the other side."""
    image, label = scene(shape)
    change = augmenter(transforms(name), organs=2)
    here, there = change(image, label, 1, range(2)), change(image.cuda(), label.cuda(), 1, range(2))
    assert torch.allclose(here.image, there.image.cpu(), atol=1e-3) and here.share == there.share
    assert (here.label != there.label.cpu()).float().mean() < 1e-3


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_everything_works_on_a_gpu():
    image, label = (each.cuda() for each in scene(SHAPES["patches"]))
    changed = augmenter(transforms(*NAMES))(image, label, 1, range(2))
    assert changed.image.is_cuda and changed.label.is_cuda and torch.isfinite(changed.image).all()

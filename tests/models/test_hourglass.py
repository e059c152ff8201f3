import numpy as np
import pytest
import torch
from torch.nn import Identity

from segstudy.config.sections.representations import CropSettings, PolarSettings
from segstudy.models.build import build_model
from segstudy.models.heat_maps import center_heat, find_peaks, heat_loss, organ_heat, spots
from segstudy.models.hourglass import Level, Residual
from segstudy.models.registry import MODELS, argument_names
from segstudy.representations.center_error import center_errors
from segstudy.representations.crop import Crop
from segstudy.representations.objects import slice_objects
from segstudy.representations.polar import Polar
from segstudy.running.errors import StudyError
from segstudy.training.dataset import Batch
from segstudy.training.precision import Precision
from segstudy.training.validation import validate

SMALL = {"stacks": 2, "features": 16, "depth": 2}


def test_heat_maps_are_a_quarter_in_training_and_spots_have_the_pictures_size():
    network = build_model(MODELS["hourglass"], 1, 3, **SMALL)
    picture = torch.randn(2, 1, 32, 64)
    assert network.train()(picture).shape == (2, 2, 2, 8, 16)
    assert network.eval()(picture).shape == (2, 3, 32, 64)
    assert argument_names("hourglass") == ("stacks", "features", "depth", "width_px", "least", "peaks")


def test_eight_stacks_have_the_papers_size():
    network = build_model(MODELS["hourglass"], 1, 2, stacks=8)
    used = sum(weight.numel() for weight in network.parameters())
    # what others count beside: 1×1 convolutions that are never used
    identities = [
        block for block in network.modules() if isinstance(block, Residual) and isinstance(block.skip, Identity)
    ]
    unused = sum((block.body[2].in_channels + 1) * block.body[-1].out_channels for block in identities)
    assert [round(weights / 1e6, 1) for weights in (used, used + unused)] == [25.4, 32.8]
    assert len(network.heat) == 8 and network.width_px == 8


def test_a_size_it_cannot_halve_is_refused():
    with pytest.raises(StudyError, match="divisible by 16"):
        build_model(MODELS["hourglass"], 1, 2, **SMALL)(torch.zeros(1, 1, 40, 32))


def test_heat_is_one_at_each_centroid_and_falls_as_a_gaussian():
    mask = np.zeros((64, 64), np.uint8)
    mask[10:15, 20:29] = 1
    mask[40:49, 40:49] = 1
    heat = organ_heat(mask, (16, 16), width=8.0)
    assert heat[3, 6] == pytest.approx(1) and heat[11, 11] == pytest.approx(1)
    assert heat[3, 8] == pytest.approx(np.exp(-(8**2) / (2 * 8**2)), abs=1e-4)
    assert not organ_heat(np.zeros((8, 8), np.uint8), (2, 2), 8.0).any()


def test_without_a_width_heat_is_as_wide_as_its_organ():
    rows, columns = np.indices((128, 128))
    for radius in (10, 30):
        mask = ((rows - 64) ** 2 + (columns - 64) ** 2 < radius**2).astype(np.uint8)
        heat = organ_heat(mask, (128, 128), None)
        assert (heat > 0.5).sum() == pytest.approx(mask.sum(), rel=0.02)


def test_the_loss_is_the_mean_of_the_stacks_squared_errors():
    label = torch.zeros(1, 32, 32, dtype=torch.long)
    label[0, 7:10, 7:10] = 1
    said = torch.rand(1, 2, 2, 8, 8)
    heat = center_heat(label, said, 4.0)
    assert heat.shape == (1, 2, 8, 8) and heat[0, 0, 2, 2] > 0.9 and not heat[0, 1].any()
    both = torch.tensor([[True, True]])
    expected = np.mean([torch.nn.functional.mse_loss(said[:, stack], heat).item() for stack in (0, 1)])
    assert heat_loss(said, heat, both).item() == pytest.approx(expected, rel=1e-5)
    # an organ that nobody drew teaches nothing
    alone = heat_loss(said, heat, torch.tensor([[True, False]])).item()
    expected = np.mean([torch.nn.functional.mse_loss(said[:, stack, :1], heat[:, :1]).item() for stack in (0, 1)])
    assert alone == pytest.approx(expected, rel=1e-5)


def test_a_spot_lies_about_the_highest_pixel_times_four():
    maps = torch.zeros(1, 2, 16, 16)
    maps[0, 0, 5, 9] = 0.8
    maps[0, 1, 3, 3] = 0.1
    classes = spots(maps, (64, 64), 4.0, least=0.3).argmax(dim=1)[0]
    rows, columns = torch.nonzero(classes == 1, as_tuple=True)
    assert rows.float().mean() == 20 and columns.float().mean() == 36
    # as far as the heat is above its half: 1.177 standard deviations
    assert rows.max() - 20 == 4 and len(rows) == pytest.approx(np.pi * (4 * 1.177) ** 2, rel=0.1)
    assert not (classes == 2).any()


def two_peaks(apart=8):
    maps = torch.zeros(1, 1, 32, 32)
    for column, height in ((6, 0.8), (6 + apart, 0.6)):
        away = (torch.arange(32)[:, None] - 10) ** 2 + (torch.arange(32) - column) ** 2
        maps = torch.maximum(maps, height * torch.exp(-away / (2 * 1.5**2)))
    return maps


@pytest.mark.parametrize("width", [9.0, None])
@pytest.mark.parametrize("apart", [4, 8])
def test_every_peak_has_a_spot_of_its_own(width, apart):
    """The aorta where it bends: two spots about two peaks, which do not touch, however near."""
    classes = spots(two_peaks(apart), (128, 128), width, 0.3, most=4).argmax(dim=1)[0].numpy().astype(np.uint8)
    found = [
        (piece.top + piece.mask.shape[0] // 2, piece.left + piece.mask.shape[1] // 2)
        for piece in slice_objects(classes)
    ]
    assert sorted(found) == [(40, 24), (40, 24 + 4 * apart)]
    assert len(Polar(PolarSettings()).parameters(classes)) == len(Crop(CropSettings()).parameters(classes)) == 2
    # one alone, where no more are asked for, or the second is too low
    for most, least in ((1, 0.3), (4, 0.7)):
        alone = spots(two_peaks(apart), (128, 128), width, least, most).argmax(dim=1)[0].numpy().astype(np.uint8)
        [piece] = slice_objects(alone)
        assert middle(piece) == (40, 24)


def middle(piece):
    return piece.top + piece.mask.shape[0] // 2, piece.left + piece.mask.shape[1] // 2


def test_no_two_peaks_lie_within_a_width():
    maps = two_peaks(3)
    height, place = find_peaks(maps, 3, apart=1)
    assert place[0, 0, :2].tolist() == [[10, 6], [10, 9]] and height[0, 0, 2] < 1e-6
    height, _ = find_peaks(maps, 2, apart=3)
    assert height[0, 0, 0] == pytest.approx(0.8) and height[0, 0, 1] < 1e-6
    assert find_peaks(torch.zeros(1, 1, 1, 2), 9, 1)[0].shape == (1, 1, 2)


@pytest.mark.parametrize(("peaks", "centers"), [(1, [(32, 16)]), (4, [(32, 16), (32, 48)])])
def test_both_cross_sections_of_an_organ_are_found(peaks, centers):
    network = build_model(MODELS["hourglass"], 1, 2, **SMALL, width_px=24.0, peaks=peaks).eval()
    heat = torch.zeros(1, 1, 16, 16)
    heat[0, 0, 8, 4], heat[0, 0, 8, 12] = 0.9, 0.7
    # within a width of the first
    heat[0, 0, 8, 5] = 0.8
    network.heat[-1].register_forward_hook(lambda *_: heat)
    classes = network(torch.zeros(1, 1, 64, 64)).argmax(dim=1).numpy().astype(np.uint8)
    assert [(each.row, each.column) for each in Polar(PolarSettings()).parameters(classes[0])] == centers
    # what is measured of them: both objects have a center of their own
    truth = organ_objects((64, 64), centers)
    assert center_errors(classes, truth, {"organ": 1}, (1, 1))["organ"].error == 0


def organ_objects(shape, centers):
    classes = np.zeros((1, *shape), np.uint8)
    for row, column in centers:
        classes[0, row - 3 : row + 4, column - 3 : column + 4] = 1
    return classes


def test_it_learns_where_a_disc_is():
    torch.manual_seed(0)
    network = build_model(MODELS["hourglass"], 1, 2, **SMALL, width_px=None)
    optimizer = torch.optim.Adam(network.parameters(), 0.01)
    rows, columns = torch.meshgrid(torch.arange(32.0), torch.arange(32.0), indexing="ij")

    def samples(count):
        centers = torch.randint(6, 26, (count, 2))
        label = torch.stack([((rows - r) ** 2 + (columns - c) ** 2 < 25).long() for r, c in centers])
        return label[:, None] + torch.randn(count, 1, 32, 32) * 0.1, label, centers

    drawn = torch.ones(8, 2, dtype=torch.bool)
    for _ in range(60):
        picture, label, _ = samples(8)
        loss = network.loss(network.train()(picture), label, drawn)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    picture, label, centers = samples(16)
    said = network.eval()(picture)
    maps, spotted = network.judged(picture)
    assert torch.equal(spotted, said)
    assert network.loss(maps, label, torch.ones(16, 2, dtype=torch.bool)) < 0.02
    found = [torch.nonzero(each).float().mean(dim=0) for each in said.argmax(dim=1) == 1]
    distance = [(one - other).norm().item() for one, other in zip(found, centers, strict=True) if not one.isnan().any()]
    assert len(distance) >= 14 and np.median(distance) < 4


def test_a_level_keeps_what_it_does_not_halve(reached_past):
    torch.manual_seed(0)
    level = Level(4, depth=1)
    assert reached_past(level, level.up, level, torch.randn(1, 4, 8, 8))


def test_a_stack_sees_the_heat_of_the_one_before():
    torch.manual_seed(0)
    network = build_model(MODELS["hourglass"], 1, 2, **SMALL).train()
    network(torch.randn(2, 1, 32, 32))[:, -1].square().sum().backward()
    assert network.back[0].weight.grad.any() and network.again[0].weight.grad.any()


def test_spots_are_those_of_the_last_stack():
    network = build_model(MODELS["hourglass"], 1, 2, **SMALL, width_px=16.0).eval()
    for stack, place in zip(network.heat, ((6, 6), (2, 3)), strict=True):
        heat = torch.zeros(1, 1, 8, 8)
        heat[0, 0, place[0], place[1]] = 1
        stack.register_forward_hook(lambda _, __, ___, heat=heat: heat)
    classes = network(torch.zeros(1, 1, 32, 32)).argmax(dim=1)[0]
    assert torch.nonzero(classes).float().mean(dim=0).tolist() == [8, 12]


def test_the_loss_it_is_chosen_by_moves_before_any_spot_is_seen():
    torch.manual_seed(0)
    network = build_model(MODELS["hourglass"], 1, 2, **SMALL, width_px=16.0, least=10.0).eval()
    label = torch.zeros(2, 32, 32, dtype=torch.long)
    label[:, 8:12, 8:12] = 1
    drawn, case = torch.ones(2, 2, dtype=torch.bool), torch.zeros(2, dtype=torch.long)
    batch = Batch(torch.randn(2, 1, 32, 32), label, drawn, case, torch.arange(2))

    def validated():
        return validate(network, [batch], np.ones((1, 2), bool), network.loss, Precision(torch.device("cpu")))

    before = validated()
    maps, _ = network.judged(batch.image)
    assert before.loss == pytest.approx(network.loss(maps, batch.label, batch.annotated).item(), rel=1e-5)
    with torch.no_grad():
        network.heat[-1].bias += 0.1
    after = validated()
    assert after.dice == before.dice == 0
    assert after.loss != before.loss
    assert network.chosen_by == "loss"

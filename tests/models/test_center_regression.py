"""Centers as numbers: what is learned, what is drawn of it, and that it stands where heat maps do."""

import numpy as np
import pytest
import torch

from segstudy.config.sections.representations import PolarSettings
from segstudy.models.build import build_model
from segstudy.models.center_regression import true_centers
from segstudy.models.registry import MODELS, has_own_loss, segments, slice_step
from segstudy.representations.polar import Polar
from segstudy.running.errors import StudyError

SMALL = {"filters": 8, "levels": 2, "width_px": 24.0}


def test_the_center_is_that_of_the_largest_piece():
    label = torch.zeros(2, 33, 65, dtype=torch.long)
    label[0, 4:7, 8:11] = 1
    label[0, 20:29, 40:49] = 1
    label[1, 10, 10] = 2
    centers, there = true_centers(label, 2)
    assert there.tolist() == [[True, False], [False, True]]
    assert centers[0, 0].tolist() == [24 / 32, 44 / 64]
    assert centers[1, 1].tolist() == pytest.approx([10 / 32, 10 / 64])


def test_a_spot_lies_where_the_numbers_say_and_where_they_say_that_there_is_one():
    network = build_model(MODELS["center_regression"], 1, 3, **SMALL).eval()
    said = torch.tensor([[0.0, -0.25, 3.0, 0.1, 0.1, -3.0]])
    network.numbers.register_forward_hook(lambda *_: said)
    classes = network(torch.zeros(1, 1, 64, 64)).argmax(dim=1)[0].numpy().astype(np.uint8)
    [spot] = Polar(PolarSettings()).parameters(classes)
    assert (spot.row, spot.column) == (pytest.approx(31.5, abs=0.6), pytest.approx(15.75, abs=0.6))
    assert set(np.unique(classes)) == {0, 1}
    numbers, _ = network.judged(torch.zeros(1, 1, 64, 64))
    assert numbers.shape == network.train()(torch.zeros(1, 1, 64, 64)).shape == (1, 2, 3)


def test_organs_that_are_not_there_or_that_nobody_drew_pull_no_center():
    network = build_model(MODELS["center_regression"], 1, 3, **SMALL)
    label = torch.zeros(1, 32, 32, dtype=torch.long)
    label[0, 10:13, 20:23] = 1
    said = torch.zeros(1, 2, 3)
    both, first = torch.tensor([[True, True, True]]), torch.tensor([[True, True, False]])
    entropy = np.log(2)
    expected = (11 / 31 - 0.5) ** 2 + (21 / 31 - 0.5) ** 2
    assert network.loss(said, label, both).item() == pytest.approx(expected + entropy, rel=1e-5)
    moved = said.clone()
    moved[0, 1] = torch.tensor([9.0, 9.0, 0.0])
    assert network.loss(moved, label, both).item() == pytest.approx(expected + entropy, rel=1e-5)
    moved[0, 1, 2] = 20.0
    assert network.loss(moved, label, first).item() == pytest.approx(expected + entropy, rel=1e-5)
    assert network.loss(moved, label, both).item() > expected + 5


def test_it_learns_where_a_square_is():
    torch.manual_seed(0)
    network = build_model(MODELS["center_regression"], 1, 2, **SMALL).train()
    optimizer = torch.optim.Adam(network.parameters(), 0.002)
    drawn = torch.ones(8, 2, dtype=torch.bool)

    def samples():
        label = torch.zeros(8, 32, 32, dtype=torch.long)
        for each in range(8):
            row, column = torch.randint(1, 24, (2,)).tolist()
            label[each, row : row + 7, column : column + 7] = 1
        return label[:, None] + torch.randn(8, 1, 32, 32) * 0.1, label

    for _ in range(80):
        x, label = samples()
        loss = network.loss(network(x), label, drawn)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    x, label = samples()
    said, _ = network.eval().judged(x)
    centers, _ = true_centers(label, 1)
    assert (31 * (said[:, 0, :2] + 0.5 - centers[:, 0])).norm(dim=1).median() < 4 and (said[:, 0, 2] > 0).all()


def test_it_is_no_segmentation_and_refuses_what_it_cannot_halve():
    assert not segments("center_regression") and has_own_loss("center_regression")
    assert slice_step("center_regression", {}) == 64 and slice_step("center_regression", {"levels": 2}) == 16
    with pytest.raises(StudyError, match="divisible by 16"):
        build_model(MODELS["center_regression"], 1, 2, **SMALL)(torch.zeros(1, 1, 40, 32))

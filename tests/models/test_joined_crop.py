import pytest
import torch

from segstudy.models.build import build_model
from segstudy.models.differentiable_crop import boxes_about, crop, paste
from segstudy.models.registry import MODELS, argument_names
from segstudy.running.errors import StudyError

SMALL = {"size": 16, "margin_px": 2.0, "pretraining": 0, "filters": 4, "bottleneck": 16}


def network(**changes):
    torch.manual_seed(0)
    return build_model(MODELS["joined_crop"], 1, 3, **{**SMALL, **changes})


def test_logits_have_the_inputs_size_whatever_the_networks_see():
    for shape in ((32, 48), (16, 16), (40, 24)):
        assert network().eval()(torch.randn(2, 1, *shape)).shape == (2, 3, *shape)
    assert argument_names("joined_crop") == ("size", "margin_px", "pretraining", "filters", "bottleneck")


def test_boxes_hold_what_was_found_and_the_margin():
    mask = torch.zeros(3, 10, 20, dtype=torch.bool)
    mask[0, 2:4, 5:10] = True
    mask[1, 0, 0] = True
    boxes = boxes_about(mask, (0.2, 0.1))
    # rows 2 to 4 of 10 and columns 5 to 10 of 20, from -1 to 1, with the margin
    assert boxes[0].tolist() == pytest.approx([-0.8, 0.0, -0.6, 0.1], abs=1e-6)
    assert boxes[1].tolist() == pytest.approx([-1, -0.6, -1, -0.8], abs=1e-6)
    # nothing found: the whole picture
    assert boxes[2].tolist() == [-1, 1, -1, 1]


def test_what_is_cut_out_can_be_put_back():
    picture = torch.nn.functional.avg_pool2d(torch.randn(2, 1, 64, 64), 9, 1, 4)
    boxes = torch.tensor([[-0.5, 0.5, -0.25, 0.75], [-1.0, 1.0, -1.0, 1.0]])
    cut = crop(picture, boxes, 32)
    assert torch.allclose(cut[0, 0], picture[0, 0, 16:48, 24:56], atol=1e-4)
    back = paste(cut, boxes, (64, 64))
    assert torch.allclose(back[0, 0, 16:48, 24:56], picture[0, 0, 16:48, 24:56], atol=1e-4)
    outside = back[0, 0].clone()
    outside[16:48, 24:56] = 0
    assert not outside.any()
    assert (back[1] - picture[1]).abs().mean() < 0.05


def test_the_coarse_network_learns_from_the_fine_ones_errors_and_both_learn():
    model = network().train()
    x = torch.randn(2, 1, 32, 32)
    coarse, fine = model.coarse.end.weight, model.fine.end.weight
    model(x).square().mean().backward()
    assert coarse.grad.abs().sum() > 0 and fine.grad.abs().sum() > 0
    # by the channel that tells the fine network of its certainty alone, too
    model.zero_grad()
    said = []
    model.fine.register_forward_hook(lambda module, seen, told: said.append(told))
    model(x)
    said[0].square().mean().backward()
    assert coarse.grad.abs().sum() > 0


def test_a_size_its_networks_do_not_divide_is_refused():
    with pytest.raises(StudyError, match="divisible by 4"):
        network(size=18)(torch.zeros(1, 1, 32, 32))


def test_a_bright_square_is_learned():
    torch.manual_seed(1)
    model = build_model(MODELS["joined_crop"], 1, 2, **SMALL).train()
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    for _ in range(60):
        x = torch.randn(4, 1, 32, 32) * 0.2
        label = torch.zeros(4, 32, 32, dtype=torch.long)
        for each in range(4):
            row, column = torch.randint(2, 22, (2,)).tolist()
            label[each, row : row + 7, column : column + 7] = 1
        x[:, 0] += label
        loss = torch.nn.functional.cross_entropy(model(x), label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    found = model.eval()(x).argmax(dim=1) == 1
    assert 2 * (found & (label == 1)).sum() / (found.sum() + (label == 1).sum()) > 0.9


def test_each_network_is_trained_alone_first_and_both_together_then():
    model, x = network(pretraining=4).train(), torch.randn(2, 1, 32, 32)
    learned = []
    for _ in range(6):
        model.zero_grad(set_to_none=True)
        model(x).square().mean().backward()
        learned.append([part.end.weight.grad is not None for part in (model.coarse, model.fine)])
    assert learned == [[True, False], [False, True]] * 2 + [[True, True]] * 2
    # goes on where it was interrupted, and predicting counts for nothing
    again = network(pretraining=4)
    again.load_state_dict(model.state_dict())
    again.eval()(x)
    assert int(again.batches) == 6


def test_the_fine_network_adds_to_the_coarse_one_within_the_box_and_its_margin():
    model, fed = network().eval(), []
    coarse = torch.zeros(1, 3, 16, 16)
    coarse[:, 0] = 20.0
    coarse[:, :2, 4:8, 8:12] = torch.tensor([0.0, 20.0])[:, None, None]
    model.coarse.register_forward_hook(lambda *_: coarse)
    model.fine.register_forward_hook(lambda _, given, __: fed.append(given[0]) or torch.ones(1, 3, 16, 16))
    answer = model(torch.zeros(1, 1, 16, 32))
    added = answer - torch.nn.functional.interpolate(coarse, (16, 32), mode="bilinear")
    # rows 4 to 8 of 16 and columns 16 to 24 of 32, and two pixels more on each side
    expected = torch.zeros(16, 32)
    expected[2:10, 14:26] = 1
    assert torch.allclose(added, expected.expand(1, 3, 16, 32), atol=1e-4)
    certainty = fed[0][0, 1]
    assert certainty[7:9, 7:9].min() > 0.99 and certainty[0, 0] < 0.01

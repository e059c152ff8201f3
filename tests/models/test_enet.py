import pytest
import torch
from torch import nn
from torch.nn import functional as F

from segstudy.models.enet import ENet
from segstudy.models.enet_blocks import Bottleneck, DownBottleneck, Initial, UpBottleneck
from segstudy.running.errors import StudyError


@pytest.mark.parametrize(
    ("kernels", "factor", "millions"),
    [(8, 2, "0.284"), (16, 4, "0.393"), (16, 2, "1.12"), (32, 2, "4.44"), (32, 4, "1.55"), (64, 4, "6.13")],
)
def test_parameters_agree_with_the_published_variant(kernels, factor, millions):
    network = ENet(1, 5, kernels=kernels, factor=factor)
    assert f"{sum(p.numel() for p in network.parameters()) / 1e6:#.3g}" == millions


@pytest.mark.parametrize(("in_channels", "classes", "rows", "columns"), [(1, 5, 32, 48), (2, 2, 16, 24), (3, 7, 64, 8)])
def test_logits_have_the_inputs_size(in_channels, classes, rows, columns):
    network = ENet(in_channels, classes, kernels=8, factor=2).eval()
    assert network(torch.zeros(2, in_channels, rows, columns)).shape == (2, classes, rows, columns)


@pytest.mark.parametrize("size", [(36, 32), (32, 44)])
def test_sizes_that_cannot_be_halved_three_times_are_refused(size):
    with pytest.raises(StudyError, match="divisible by 8"):
        ENet(1, 2, kernels=4, factor=2)(torch.zeros(1, 1, *size))


@pytest.mark.parametrize(("arguments", "named"), [({"kernels": 3}, "kernels"), ({"kernels": 8, "factor": 9}, "factor")])
def test_arguments_that_fit_no_network_are_refused(arguments, named):
    with pytest.raises(StudyError, match=named):
        ENet(3, 2, **arguments)


def test_the_deep_stages_alternate_as_in_the_paper():
    network = ENet(1, 5, kernels=8, factor=2)
    kinds = []
    for block in [*network.stage2, *network.stage3]:
        middle = [m for m in block.branch if isinstance(m, nn.Conv2d) and m.kernel_size != (1, 1)]
        kinds.append([(m.kernel_size, m.dilation[0]) for m in middle])
    regular, asymmetric = [((3, 3), 1)], [((5, 1), 1), ((1, 5), 1)]
    dilated = {n: [((3, 3), n)] for n in (2, 4, 8, 16)}
    section = [regular, dilated[2], asymmetric, dilated[4], regular, dilated[8], asymmetric, dilated[16]]
    assert kinds == section * 2


def test_dropout_is_element_wise_and_its_probabilities_are_arguments():
    network = ENet(1, 5, kernels=8, factor=2, dropout=0.3, dropout_early=0.05)
    drops = {name: m.p for name, m in network.named_modules() if isinstance(m, nn.Dropout)}
    assert not any(isinstance(m, nn.Dropout2d) for m in network.modules())
    early = [p for name, p in drops.items() if name.startswith(("down1", "stage1"))]
    assert early == [0.05] * 5
    deep = [p for name, p in drops.items() if name.startswith(("stage2", "stage3"))]
    assert deep == [0.3, 0.05] * 8
    assert {p for name, p in drops.items() if name.startswith(("up", "stage4", "stage5", "down2"))} == {0.3}


def test_no_dropout_makes_training_mode_repeatable():
    network = ENet(1, 3, kernels=4, factor=2, dropout=0, dropout_early=0)
    x = torch.randn(2, 1, 32, 32)
    assert torch.equal(network(x), network(x))
    dropping = ENet(1, 3, kernels=4, factor=2)
    assert not torch.equal(dropping(x), dropping(x))


def test_memory_layout_does_not_change_the_answer():
    torch.manual_seed(0)
    network = ENet(1, 4, kernels=8, factor=2).eval()
    x = torch.randn(2, 1, 40, 48)
    plain = network(x)
    last = network.to(memory_format=torch.channels_last)(x.contiguous(memory_format=torch.channels_last))
    assert torch.allclose(plain, last, atol=1e-4)


def test_every_parameter_learns():
    torch.manual_seed(0)
    network = ENet(1, 4, kernels=8, factor=2)
    network(torch.randn(2, 1, 32, 32)).square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


def test_unpooling_puts_maxima_back_where_they_were():
    block = UpBottleneck(1, 1, 0.0).eval()
    for parameter in block.branch.parameters():
        nn.init.zeros_(parameter)
    x = torch.rand(1, 1, 8, 8) + 0.1
    pooled, indices = F.max_pool2d(x, 2, return_indices=True)
    out = block(pooled, indices, torch.rand(1, 1, 8, 8))
    largest = F.interpolate(pooled, scale_factor=2)
    assert torch.equal(out, torch.where(x == largest, x, 0))


def test_a_bottleneck_adds_its_input():
    block = Bottleneck(4, 4, 2, 0.0).eval()
    nn.init.zeros_(block.branch[-2].weight)
    x = torch.rand(1, 4, 8, 8)
    assert torch.equal(block(x), x)


@pytest.mark.parametrize(("silent", "seen"), [("stage3", "stage4"), ("stage4", "stage5")])
def test_each_level_of_the_decoder_is_handed_the_encoders_features(reached_past, silent, seen):
    torch.manual_seed(0)
    network = ENet(1, 3, kernels=4, factor=2)
    assert reached_past(network, getattr(network, silent), getattr(network, seen), torch.randn(1, 1, 32, 32))


def test_the_initial_block_keeps_the_brightest_of_four_pixels_beside_its_convolution():
    block = Initial(1, 4).eval()
    nn.init.zeros_(block.convolution.weight)
    x = torch.rand(1, 1, 8, 8)
    out = block(x)
    assert torch.allclose(out[:, 3], F.max_pool2d(x, 2)[:, 0], rtol=1e-4)
    assert not out[:, :3].any()


def test_a_down_bottleneck_adds_its_pooled_input_to_the_first_channels():
    block = DownBottleneck(2, 4, 1, 0.0).eval()
    nn.init.zeros_(block.branch[-3].weight)
    x = torch.rand(1, 2, 8, 8)
    out, _ = block(x)
    assert torch.equal(out[:, :2], F.max_pool2d(x, 2))
    assert not out[:, 2:].any()


def test_a_bottleneck_of_other_channels_adds_its_projected_input():
    block = Bottleneck(2, 3, 1, 0.0).eval()
    nn.init.zeros_(block.branch[-3].weight)
    x = torch.rand(1, 2, 8, 8)
    assert torch.equal(block(x), block.end(block.main(x)))
    assert block.main(x).any()

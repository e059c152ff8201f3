import pytest
import torch
from monai.networks.nets import UNet
from torch import nn

from segstudy.models.customnet import CustomNet
from segstudy.running.errors import StudyError


@pytest.mark.parametrize(("bottleneck", "millions"), [(512, "7.70"), (1024, "31.04")])
def test_parameters_agree_with_the_publication(bottleneck, millions):
    network = CustomNet(1, 5, bottleneck=bottleneck)
    assert f"{sum(p.numel() for p in network.parameters()) / 1e6:.2f}" == millions


@pytest.mark.parametrize(("in_channels", "classes", "rows", "columns"), [(1, 5, 32, 48), (3, 2, 16, 24)])
def test_logits_of_customnet_have_the_inputs_size(in_channels, classes, rows, columns):
    network = CustomNet(in_channels, classes, filters=4, bottleneck=32).eval()
    assert network(torch.zeros(2, in_channels, rows, columns)).shape == (2, classes, rows, columns)


@pytest.mark.parametrize(("filters", "bottleneck"), [(64, 500), (64, 64), (64, 32), (0, 512), (3, 8)])
def test_a_bottleneck_that_is_no_doubling_is_refused(filters, bottleneck):
    with pytest.raises(StudyError, match="doubled"):
        CustomNet(1, 2, filters, bottleneck)


def test_a_size_that_cannot_be_halved_so_often_is_refused():
    with pytest.raises(StudyError, match="divisible by 8"):
        CustomNet(1, 2, filters=4, bottleneck=32)(torch.zeros(1, 1, 32, 36))


def test_a_pixel_sees_as_far_as_the_convolutions_reach():
    torch.manual_seed(0)
    network = CustomNet(1, 2, filters=8, bottleneck=16).eval()
    picture = torch.randn(1, 1, 64, 64, requires_grad=True)
    network(picture)[0, 0, 32, 32].backward()
    rows = picture.grad[0, 0].any(dim=1).nonzero().flatten()
    # 30…34 after the decoder's level, pairs 15…17, 13…19 after the lowest level, 26…39 in the picture, and 2 more.
    assert (int(rows.min()), int(rows.max())) == (24, 41)


def test_it_learns_as_another_u_net_does():
    torch.manual_seed(0)
    picture = torch.randn(4, 1, 32, 32)
    target = (nn.functional.avg_pool2d(picture, 5, 1, 2)[:, 0] > 0).long()
    ends = []
    for network in (CustomNet(1, 2, filters=8, bottleneck=32), UNet(2, 1, 2, (8, 16, 32), (2, 2), num_res_units=1)):
        optimizer = torch.optim.Adam(network.parameters(), 1e-2)
        for _ in range(60):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(network(picture), target)
            loss.backward()
            optimizer.step()
        ends.append(float(loss))
    assert ends[0] < max(0.1, 1.5 * ends[1])


def test_each_level_of_the_decoder_is_handed_the_encoders_features(reached_past):
    torch.manual_seed(0)
    network = CustomNet(1, 2, filters=4, bottleneck=16)
    below = [network.encoder[-1], *network.decoder[:-1]]
    for silent, seen in zip(below, network.decoder, strict=True):
        assert reached_past(network, silent, seen, torch.randn(1, 1, 16, 16))

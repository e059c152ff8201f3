import pytest
import torch
from torch.nn import functional as F

from segstudy.models.vss_block import SS2D, STATES, DropPath, VSSBlock, cross_merge, cross_scan


def test_four_sequences_by_row_by_column_and_reversed():
    x = torch.arange(6.0).view(1, 1, 2, 3)
    assert cross_scan(x)[0, :, 0].tolist() == [
        [0, 1, 2, 3, 4, 5],
        [0, 3, 1, 4, 2, 5],
        [5, 4, 3, 2, 1, 0],
        [5, 2, 4, 1, 3, 0],
    ]


def test_merging_puts_every_pixel_back():
    x = torch.randn(2, 3, 4, 5)
    assert torch.equal(cross_merge(cross_scan(x), 4, 5), 4 * x)


def test_parameters_start_as_published():
    torch.manual_seed(0)
    block = SS2D(32)
    assert block.rank == 2
    assert torch.allclose((-block.a_log.exp())[2, 5], -torch.arange(1.0, STATES + 1))
    delta = F.softplus(block.delta_bias).detach()
    assert 1e-3 <= float(delta.min()) < 2e-3
    assert 0.05 < float(delta.max()) <= 0.1001
    assert (block.d == 1).all()


def test_every_pixel_reaches_every_other():
    torch.manual_seed(0)
    block = SS2D(8).double()
    x = torch.randn(1, 6, 6, 8, dtype=torch.float64, requires_grad=True)
    block(x)[0, 3, 2].sum().backward()
    assert (x.grad[0].abs().sum(dim=-1) > 0).all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_block_keeps_shape_and_type(dtype):
    block = VSSBlock(16, 0.0).to(dtype)
    x = torch.randn(2, 4, 3, 16, dtype=dtype)
    assert block(x).shape == x.shape
    assert block(x).dtype == dtype


def test_half_precision_is_scanned_in_single():
    torch.manual_seed(0)
    block = VSSBlock(16, 0.0)
    x = torch.randn(2, 8, 8, 16)
    with torch.autocast("cpu", torch.bfloat16):
        half = block(x)
    assert torch.allclose(half.float(), block(x), atol=0.05)


def test_drop_path_leaves_whole_samples_out_and_keeps_the_mean():
    torch.manual_seed(0)
    drop = DropPath(0.25)
    found = drop(torch.ones(4000, 2, 3))
    per_sample = found.flatten(1)
    assert (per_sample == per_sample[:, :1]).all()
    assert sorted(set(per_sample[:, 0].tolist())) == pytest.approx([0, 4 / 3])
    assert float(found.mean()) == pytest.approx(1, abs=0.05)
    assert torch.equal(drop.eval()(torch.ones(4, 2)), torch.ones(4, 2))


def test_a_block_adds_to_what_it_is_given():
    block = VSSBlock(8, 0.0)
    torch.nn.init.zeros_(block.scan.out.weight)
    x = torch.randn(2, 4, 3, 8)
    assert torch.equal(block(x), x)


def test_nothing_passes_a_closed_gate():
    block = SS2D(8)
    torch.nn.init.zeros_(block.project.weight[block.inner :])
    assert not block(torch.randn(1, 4, 4, 8)).any()

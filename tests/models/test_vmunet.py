from itertools import pairwise

import pytest
import torch
from safetensors.torch import save_file
from torch.nn import functional as F

from segstudy.models.registry import encoder_layers
from segstudy.models.start import begin
from segstudy.models.start_spec import StartSpec
from segstudy.models.vmunet import Expand, Merge, VMUNet
from segstudy.running.errors import StudyError


@pytest.mark.parametrize(("variant", "millions"), [("base", "27.43"), ("deep", "44.27")])
def test_parameters_of_both_published_configurations(variant, millions):
    network = VMUNet(3, 1, variant)
    assert f"{sum(p.numel() for p in network.parameters()) / 1e6:.2f}" == millions


@pytest.mark.parametrize(("in_channels", "classes", "rows", "columns"), [(1, 5, 32, 64), (3, 2, 64, 32)])
def test_logits_of_vmunet_have_the_inputs_size(in_channels, classes, rows, columns):
    network = VMUNet(in_channels, classes, width=8).eval()
    assert network(torch.zeros(2, in_channels, rows, columns)).shape == (2, classes, rows, columns)


@pytest.mark.parametrize("told", [{"variant": "tiny"}, {"width": 6}, {"drop_path": 1.0}])
def test_arguments_that_fit_no_vmunet_are_refused(told):
    with pytest.raises(StudyError, match="VM-UNet"):
        VMUNet(1, 2, **told)


def test_a_size_that_the_patches_do_not_divide_is_refused():
    with pytest.raises(StudyError, match="divisible by 32"):
        VMUNet(1, 2, width=8)(torch.zeros(1, 1, 48, 64))


def test_merging_gathers_four_neighbors():
    merge = Merge(1)
    seen = []
    merge.norm.register_forward_hook(lambda module, told, out: seen.append(told[0]))
    merge(torch.arange(16.0).view(1, 4, 4, 1))
    assert seen[0][0, 0, 1].tolist() == [2, 6, 3, 7]


def test_expanding_lays_channels_out_as_pixels():
    expand = Expand(1, 4, 2)
    torch.nn.init.constant_(expand.norm.weight, 1)
    expand.norm = torch.nn.Identity()
    with torch.no_grad():
        expand.widen.weight.copy_(torch.tensor([[1.0], [2], [3], [4]]))
    assert expand(torch.tensor([[[[1.0], [10.0]]]]))[0, ..., 0].tolist() == [[1, 2, 10, 20], [3, 4, 30, 40]]


def test_it_fits_a_picture():
    torch.manual_seed(0)
    picture = torch.randn(2, 1, 32, 32)
    target = (F.avg_pool2d(picture, 9, 1, 4)[:, 0] > 0).long()
    network = VMUNet(1, 2, width=16, drop_path=0.0)
    optimizer = torch.optim.AdamW(network.parameters(), 3e-3)
    losses = []
    for _ in range(25):
        optimizer.zero_grad()
        loss = F.cross_entropy(network(picture), target)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.5 * losses[0]
    assert all(p.grad is not None and p.grad.isfinite().all() for p in network.parameters())


def test_each_level_of_the_decoder_is_handed_the_encoders_features(reached_past):
    torch.manual_seed(0)
    network = VMUNet(1, 2, width=4)
    for silent, seen in pairwise(network.decoder):
        assert reached_past(network, silent, seen, torch.randn(1, 1, 32, 32))


def test_blocks_are_left_out_the_more_often_the_lower_they_lie():
    network = VMUNet(1, 2, width=4, drop_path=0.3)
    down, up = (
        [block.drop.probability for level in levels for block in level] for levels in (network.encoder, network.decoder)
    )
    assert down == pytest.approx([0.3 * place / 7 for place in range(8)])
    assert up == pytest.approx([0.3 * (6 - place) / 6 for place in range(7)])


def vmamba(width, depths=(2, 2, 3, 2)):
    """What a file of VMamba's for ImageNet holds, by its names and shapes (vmamba.py, first release)."""
    shapes = {"patch_embed.proj.weight": (width, 3, 4, 4), "patch_embed.proj.bias": (width,)}
    shapes |= {f"patch_embed.norm.{part}": (width,) for part in ("weight", "bias")}
    for level, depth in enumerate(depths):
        channels = width * 2**level
        inner, rank = 2 * channels, -(-channels // 16)
        for block in range(depth):
            at = f"layers.{level}.blocks.{block}"
            shapes |= {f"{at}.ln_1.{part}": (channels,) for part in ("weight", "bias")}
            at += ".self_attention"
            shapes |= {f"{at}.x_proj_weight": (4, rank + 32, inner), f"{at}.dt_projs_weight": (4, inner, rank)}
            shapes |= {f"{at}.dt_projs_bias": (4, inner), f"{at}.A_logs": (4 * inner, 16), f"{at}.Ds": (4 * inner,)}
            shapes |= {f"{at}.in_proj.weight": (2 * inner, channels), f"{at}.out_proj.weight": (channels, inner)}
            shapes |= {f"{at}.conv2d.weight": (inner, 1, 3, 3), f"{at}.conv2d.bias": (inner,)}
            shapes |= {f"{at}.out_norm.{part}": (inner,) for part in ("weight", "bias")}
        if level < 3:
            at = f"layers.{level}.downsample"
            shapes |= {f"{at}.reduction.weight": (2 * channels, 4 * channels)}
            shapes |= {f"{at}.norm.{part}": (4 * channels,) for part in ("weight", "bias")}
    shapes |= {"classifier.head.weight": (1000, 8 * width), "classifier.head.bias": (1000,)}
    generator = torch.Generator().manual_seed(1)
    return {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}


@pytest.mark.parametrize("part", ["encoder", "all"])
def test_the_encoder_begins_as_vmambas_and_the_decoder_as_its_mirror_image(tmp_path, caplog, part):
    theirs = vmamba(16)
    save_file(theirs, tmp_path / "vmamba.safetensors")
    network = VMUNet(1, 3, width=16)
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    layers = encoder_layers("vmunet") if part == "encoder" else ()
    begin(network, str(tmp_path / "vmamba.safetensors"), StartSpec("vmamba", layers=layers))
    own = network.state_dict()
    changed = {name for name in own if not torch.equal(own[name], before[name])}
    encoder = {name for name in own if name.startswith(("embed.", "encoder.", "merge."))}
    assert changed & encoder == encoder
    decoder = {name for name in own if name.startswith("decoder.")}
    assert changed - encoder == (decoder if part == "all" else set())
    at = "layers.1.blocks.0.self_attention"
    pairs = {f"{at}.in_proj.weight": "scan.project.weight", f"{at}.Ds": "scan.d", f"{at}.A_logs": "scan.a_log"}
    pairs |= {f"{at}.x_proj_weight": "scan.select", "layers.1.blocks.0.ln_1.bias": "norm.bias"}
    for there, here in pairs.items():
        assert torch.equal(theirs[there].flatten(), own[f"encoder.1.0.{here}"].flatten())
        assert torch.equal(own[f"decoder.2.0.{here}"].flatten(), theirs[there].flatten()) == (part == "all")
    # the second of four directions
    assert torch.equal(own["encoder.0.1.scan.d"][1], theirs["layers.0.blocks.1.self_attention.Ds"][32:64])
    assert torch.allclose(own["embed.project.weight"], theirs["patch_embed.proj.weight"].sum(1, keepdim=True))
    assert torch.equal(own["merge.2.reduce.weight"], theirs["layers.2.downsample.reduction.weight"])

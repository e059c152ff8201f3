"""The published end-to-end network: the fine network's answer inside the coarse one's box, and nothing outside."""

import pytest
import torch

from segstudy.config.sections.training import TrainingSettings
from segstudy.models.build import build_model
from segstudy.models.registry import MODELS, argument_names, builders_of, can_be_a_part, handed
from segstudy.running.errors import StudyError
from segstudy.training.dataset import Batch
from segstudy.training.segmentation_loss import SegmentationLoss
from segstudy.training.steps import supervised

UNET = {MODELS["customnet"]: {"filters": 4, "bottleneck": 16}}
SMALL = {"part": UNET, "size": 16, "padding": 0.125}


def network(classes=3, **changes):
    torch.manual_seed(0)
    return build_model(MODELS["end_to_end_crop"], 1, classes, **{**SMALL, **changes})


@pytest.mark.parametrize(
    "part", [UNET, {MODELS["enet"]: {"kernels": 4}}, {MODELS["attention_unet"]: {"channels": [4, 8]}}]
)
def test_any_network_for_slices_is_its_part(part):
    model = network(part=part).train()
    x = torch.randn(2, 1, 32, 48)
    assert model(x).shape == (2, 2, 3, 32, 48)
    assert model.eval()(x).shape == (2, 3, 32, 48)
    assert argument_names("end_to_end_crop") == ("part", "size", "padding", "fine_weight")
    assert type(model.coarse) is type(model.fine)


def test_its_parts_are_handed_to_jobs_by_builder_and_nothing_else_is_built():
    told = {"part": {"enet": {"kernels": 8}}, "size": 32}
    assert handed("end_to_end_crop", told) == {"part": {MODELS["enet"]: {"kernels": 8}}, "size": 32}
    assert handed("end_to_end_crop", {"part": "enet"}) == {"part": {MODELS["enet"]: {}}}
    assert handed("enet", {"kernels": 8}) == {"kernels": 8} and handed("end_to_end_crop", {}) == {}
    assert builders_of("end_to_end_crop", told) == [MODELS["end_to_end_crop"], MODELS["enet"]]
    assert can_be_a_part("vmunet")
    assert not any(map(can_be_a_part, ("hourglass", "unet3d", "end_to_end_crop", "sam2_tuned", "nothing")))
    for builder in (
        "os:system",
        "segstudy.models.enet",
        "segstudy.models.enet:ENet.forward",
        "segstudy.models.build:build_model",
    ):
        with pytest.raises(StudyError, match="names no network of this project"):
            network(part=builder)


def test_outside_the_box_is_background_and_inside_the_fine_answer_alone():
    model = network().eval()
    coarse = torch.zeros(1, 3, 16, 16)
    coarse[:, 0] = 20.0
    coarse[:, :2, 4:8, 8:12] = torch.tensor([0.0, 20.0])[:, None, None]
    fed = []
    model.coarse.register_forward_hook(lambda *_: coarse)
    model.fine.register_forward_hook(
        lambda _, given, __: (
            fed.append(given[0]) or torch.tensor([0.0, 0.0, 5.0])[None, :, None, None].expand(1, 3, 16, 16)
        )
    )
    answer = model(torch.zeros(1, 1, 16, 32))
    # rows 4 to 8 of 16 and columns 16 to 24 of 32, and an eighth of the 16 pixels it sees on each side
    expected = torch.zeros(16, 32, dtype=torch.long)
    expected[2:10, 14:26] = 2
    assert torch.equal(answer.argmax(dim=1)[0], expected)
    # nothing of the coarse answer, which says 1, is left inside, and outside there is no doubt
    assert torch.allclose(answer[0, :, 5, 20], torch.tensor([0.0, 0.0, 5.0]), atol=1e-4)
    assert answer.softmax(dim=1)[0, 0, 0, 0] > 0.999
    assert fed[0].shape == (1, 2, 16, 16) and fed[0][0, 1, 7:9, 7:9].min() > 0.99


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_both_answers_are_blamed_by_their_shares(share):
    model = network(fine_weight=share).train()
    x = torch.randn(2, 1, 32, 32)
    label = torch.zeros(2, 32, 32, dtype=torch.long)
    label[:, 8:20, 8:20] = 1
    loss = SegmentationLoss(TrainingSettings(loss="ce").loss_terms, None, torch.ones(2))
    drawn = torch.ones(2, 3, dtype=torch.bool)
    batch = Batch(x, label, drawn, torch.zeros(2), torch.arange(2))
    said = model(x)
    fine, coarse = (loss(said[:, level], label, drawn) for level in (0, 1))
    value = supervised(loss, said, batch, model.level_weights)
    assert value.item() == pytest.approx(share * fine.item() + (1 - share) * coarse.item(), rel=1e-5)
    value.backward()
    assert all(part.end.weight.grad.abs().sum() > 0 for part in (model.coarse, model.fine))
    with pytest.raises(ValueError, match="between 0 and 1"):
        network(fine_weight=1.5)


def test_a_size_its_parts_do_not_divide_is_refused():
    with pytest.raises(StudyError, match="divisible by 4"):
        network(size=18)(torch.zeros(1, 1, 32, 32))

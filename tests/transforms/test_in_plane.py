"""Patches that are moved within their plane and along their slices: the plane first, or all three axes at once."""

import numpy as np
import pytest
import torch

from segstudy.config.sections.transforms import Transforms
from segstudy.transforms import augment
from segstudy.transforms.augment import Augmenter
from segstudy.transforms.in_plane import Backward

IN_PLANE = {
    "turned": {"rotate": {"p": 1, "degrees": 40}},
    "larger and smaller": {"scale": {"p": 1, "low": 0.6, "high": 1.6}},
    "shifted": {"translate": {"p": 1, "share": 0.3}},
    "all": {"affine": {"p": 1, "degrees": 30, "scale": 0.3, "share": 0.2}},
}


def patches():
    rng = np.random.default_rng(4)
    image = torch.from_numpy(rng.normal(0, 1, (4, 2, 9, 12, 11)).astype(np.float32))
    label = torch.from_numpy(np.kron(rng.integers(0, 4, (4, 3, 4, 4)), np.ones((1, 3, 3, 3), int))[..., :12, :11])
    return image, label.to(torch.uint8)


@pytest.mark.parametrize("chosen", IN_PLANE.values(), ids=IN_PLANE)
def test_the_plane_first_is_as_all_axes_at_once(chosen, monkeypatch):
    image, label = patches()
    change = Augmenter(Transforms.model_validate(chosen), (), (7,))
    taken = []
    in_plane = augment.moved_in_plane
    monkeypatch.setattr(augment, "moved_in_plane", lambda *given: taken.append(1) or in_plane(*given))
    quick = change(image, label, 1, range(4))
    assert len(taken) == 4
    monkeypatch.setattr(Backward, "is_in_plane", False)
    whole = change(image, label, 1, range(4))
    assert len(taken) == 4 and not torch.equal(quick.image, image)
    torch.testing.assert_close(quick.image, whole.image, atol=2e-5, rtol=0)
    assert quick.label.dtype == label.dtype and (quick.label != whole.label).float().mean() < 1e-3


@pytest.mark.parametrize(
    "chosen",
    [{"rotate": {"p": 1, "tilt_degrees": 10}}, {"elastic": {"p": 1}, "scale": {"p": 1}}],
    ids=["tilted", "bent"],
)
def test_what_mixes_slices_is_moved_along_all_axes_at_once(chosen, monkeypatch):
    monkeypatch.delattr(augment, "moved_in_plane")
    change = Augmenter(Transforms.model_validate(chosen), (), (7,))
    assert not torch.equal(change(*patches(), 1, range(4)).image, patches()[0])

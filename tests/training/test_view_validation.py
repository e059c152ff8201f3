import numpy as np
import pytest
import torch

from segstudy.config.sections.training import TrainingSettings
from segstudy.representations.build import make_representation
from segstudy.representations.registry import REPRESENTATIONS
from segstudy.training.feed import make_feed
from segstudy.training.labelled import LabelledSlices
from segstudy.training.losses.ce import cross_entropy
from segstudy.training.precision import Precision
from segstudy.training.view_validation import validate_views
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

POLAR = {"kind": "polar", "size": 128}


class Bright(torch.nn.Module):
    """Organ 1 where the image is bright."""

    def forward(self, x):
        return torch.cat([0.5 - x, x - 0.5], dim=1) * 5


def loss(logits, target, annotated):
    return cross_entropy(logits, target, None)


@pytest.fixture
def small_answers(tmp_path):
    """A case whose bright disc is a tenth smaller than what is drawn; nothing in its second slice."""
    rows, columns = np.indices((128, 128))
    distance = np.hypot(rows - 63.5, columns - 63.5)
    image, label = np.zeros((2, 128, 128), np.int16), np.zeros((2, 128, 128), np.uint8)
    label[0][distance < 60] = 1
    image[0][distance < 54.6] = 100
    write_image_cache(tmp_path / "case.image.b2nd", image, 0.01, 0)
    write_label_cache(tmp_path / "case.label.b2nd", label)
    return LabelledSlices(CachedSlices(str(tmp_path / "case")), np.array([True, True]))


@pytest.mark.parametrize("told", [POLAR, {"kind": "crop", "size": 128}])
def test_dice_is_that_of_cartesian_space(small_answers, told):
    """In polar space the same answer would score 0.953."""
    found = validate_views(
        Bright(),
        [small_answers],
        make_representation(REPRESENTATIONS[told["kind"]], told),
        4,
        loss,
        Precision(torch.device("cpu")),
    )
    label, image = small_answers.slices.label(0), small_answers.slices.image(0) > 0.5
    cartesian = 2 * (image & (label == 1)).sum() / (image.sum() + label.sum())
    assert cartesian == pytest.approx(0.905, abs=0.003)
    assert found.dice == pytest.approx(cartesian, abs=0.005)
    assert np.isfinite(found.loss) and found.loss > 0


def test_the_loss_is_the_mean_over_views(small_answers):
    representation = make_representation(REPRESENTATIONS["polar"], POLAR)
    found = validate_views(Bright(), [small_answers], representation, 4, loss, Precision(torch.device("cpu")))
    slices = small_answers.slices
    [view] = representation.parameters(slices.label(0))
    seen = torch.from_numpy(representation.image(slices.image(0), view, slices.background_value))[None, None]
    target = torch.from_numpy(representation.label(slices.label(0), view))[None].long()
    assert found.loss == pytest.approx(float(loss(Bright()(seen), target, None)), abs=1e-4)


def test_a_feed_with_a_representation_shows_views_and_judges_in_cartesian_space(small_answers):
    settings = TrainingSettings(batch=2)
    feed = make_feed(
        [small_answers],
        [small_answers],
        settings,
        0,
        torch.device("cpu"),
        make_representation(REPRESENTATIONS["polar"], {**POLAR, "size": 64}),
    )
    feed.order.epoch = 1
    [batch] = list(feed.batches)
    assert batch.image.shape == (2, 1, 64, 64)
    judged = feed.validate(Bright(), loss, Precision(torch.device("cpu")))
    assert judged.dice == pytest.approx(0.905, abs=0.03)
    assert "2 views of 2 slices" in feed.description

import numpy as np
import pytest
import torch

from segstudy.config.sections.sam2 import PromptedSettings, VideoSettings
from segstudy.sam2.predict import predict_labels, ready_network
from segstudy.volumes.volume import Volume

DEVICE = torch.device("cpu")


def stored(array, axes, flips):
    """`array`, (slices, rows, columns) of a patient looked at from the feet, as a file may store it."""
    turned = array.transpose(2, 1, 0)  # columns to the left, rows to the back, slices to the head
    directions = np.diag([-1.0, -1.0, 1.0])
    turned = turned.transpose(axes)
    directions = directions[:, axes]
    for axis, flip in enumerate(flips):
        if flip:
            turned = np.flip(turned, axis)
            directions[:, axis] *= -1
    affine = np.eye(4)
    affine[:3, :3] = directions
    return Volume(np.ascontiguousarray(turned), affine)


@pytest.mark.parametrize("kind", [PromptedSettings, VideoSettings])
def test_the_way_a_file_stores_its_axes_does_not_matter(scan, kind):
    hu, classes = scan
    labels = np.array([0, 7, 3], np.uint8)[classes]
    found = {}
    for axes, flips in (((0, 1, 2), (0, 0, 0)), ((2, 0, 1), (1, 0, 1))):
        settings = kind(checkpoint="random")
        ours = predict_labels(
            ready_network(settings),
            settings,
            stored(hu, axes, flips),
            stored(labels, axes, flips),
            [7, 3],
            DEVICE,
        )
        upright = ours
        for axis, flip in enumerate(flips):
            upright = np.flip(upright, axis) if flip else upright
        found[axes] = upright.transpose(np.argsort(axes))
    first, second = found.values()
    assert np.array_equal(first, second)
    assert set(np.unique(first)) <= {0, 7, 3}
    assert first.any()

"""One case, as it is prepared for networks, to a label map in its own grid."""

from collections.abc import Callable

import numpy as np
import torch

from segstudy.prediction.networks import TrainedNetworks
from segstudy.prediction.predict import predict_labels
from segstudy.prediction.prepared import read_prepared
from segstudy.prediction.represented import applied_representation, predict_represented_labels
from segstudy.prediction.spec import PredictionSpec
from segstudy.representations.build import make_representation


def predict_case(
    spec: PredictionSpec,
    trained: TrainedNetworks,
    prepared: str,
    device: torch.device,
    source: np.ndarray | None = None,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """The most probable organ of every voxel by the mean of the networks.

    Args:
        spec: How they are applied.
        trained: The networks.
        prepared: The stem of the case's cache.
        device: Where they compute.
        source: A label map (i, j, k) of the study's integers that places the views, where networks see views.
        progress: Called with the number of slices that are done, where networks see slices or windows.

    Returns:
        uint8 label integers, (i, j, k).
    """
    slices, grid = read_prepared(prepared)
    labels, batch = trained.organ_labels, spec.batch
    if spec.representation_builder is None:
        window = trained.window(spec.inference)
        return predict_labels(trained.networks, slices, grid, labels, batch, device, progress, window)
    if source is None:
        raise ValueError("nothing says where the views of this case lie")
    representation = make_representation(spec.representation_builder, applied_representation(trained.models))
    return predict_represented_labels(trained.networks, slices, grid, source, representation, labels, batch, device)

"""Predict one scan with nnU-Net's own sliding window, resampling and mirroring."""

import operator
import os
import tempfile
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import torch
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

from segstudy.nnunet.dataset import as_nifti
from segstudy.nnunet.network import TrainedNetwork
from segstudy.volumes.nifti import read_header, read_labels
from segstudy.volumes.volume import Volume


def _predictor(trained: TrainedNetwork, device: torch.device) -> nnUNetPredictor:
    model = trained.model
    plans = PlansManager(model["plans"])
    predictor = nnUNetPredictor(device=device, allow_tqdm=False)
    axes = model["mirror_axes"]
    predictor.manual_initialization(
        trained.network.to(device),
        plans,
        plans.get_configuration(model["configuration"]),
        [trained.network.state_dict()],
        model["dataset"],
        model["trainer"],
        tuple(axes) if axes is not None else None,
    )
    return predictor


def predict_case(networks: Sequence[TrainedNetwork], scan: str | os.PathLike[str], device: torch.device) -> Volume:
    """The label map of `scan`, in its own grid and the study's label integers.

    Of several networks, which may have been planned differently, the mean of the probabilities counts, taken in
    the scan's own grid.
    """
    predictors = [_predictor(trained, device) for trained in networks]
    manager = predictors[0].label_manager
    reader = predictors[0].plans_manager.image_reader_writer_class()
    image, properties = _read(reader, scan)
    if len(predictors) == 1:
        classes = predictors[0].predict_single_npy_array(image, properties)
    else:
        mean = _mean_probabilities(predictors, image, properties)
        classes = manager.convert_probabilities_to_segmentation(torch.from_numpy(mean))
    with tempfile.TemporaryDirectory() as folder:
        # only its writer undoes what its reader turned
        written = Path(folder) / "classes.nii.gz"
        reader.write_seg(np.asarray(classes), str(written), properties)
        turned_back = read_labels(written).array
    grid = read_header(scan)
    values = np.array([0, *networks[0].model["organs"].values()], np.uint8)
    return grid.with_array(values[turned_back.astype(np.intp)])


def _read(reader: Any, scan: str | os.PathLike[str]) -> tuple[np.ndarray, dict[str, Any]]:
    """What nnU-Net's reader makes of a scan, whatever its format."""
    with tempfile.TemporaryDirectory() as folder:
        read: tuple[np.ndarray, dict[str, Any]] = reader.read_images([str(as_nifti(Path(scan), Path(folder)))])
    return read


def predict_probabilities(
    networks: Sequence[TrainedNetwork], scan: str | os.PathLike[str], device: torch.device
) -> np.ndarray:
    """The mean of the networks' probabilities in the grid of `scan`: float16 (classes, i, j, k), background first."""
    predictors = [_predictor(trained, device) for trained in networks]
    image, properties = _read(predictors[0].plans_manager.image_reader_writer_class(), scan)
    # (classes, slices, rows, columns) of the turned scan
    turned = _mean_probabilities(predictors, image, properties).astype(np.float16).transpose(0, 3, 2, 1)
    affines = properties["nibabel_stuff"]
    now, stored = (nib.io_orientation(affines[key]) for key in ("reoriented_affine", "original_affine"))
    back = nib.orientations.ornt_transform(now, stored)
    return np.stack([nib.apply_orientation(one, back) for one in turned])


def _mean_probabilities(
    predictors: Sequence[nnUNetPredictor], image: np.ndarray, properties: dict[str, Any]
) -> np.ndarray:
    spacing = {"spacing": properties["spacing"]}
    members = (
        predictor.predict_single_npy_array(image, dict(spacing), save_or_return_probabilities=True)[1]
        for predictor in predictors
    )
    mean: np.ndarray = reduce(operator.add, members) / len(predictors)
    return mean

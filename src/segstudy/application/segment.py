"""One new scan through all stages of a trained arm."""

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from segstudy.application.arms import Arm
from segstudy.postprocessing.clean import postprocess
from segstudy.preparation.prepare import prepare_image
from segstudy.running.errors import StudyError
from segstudy.volumes.cache import CachedSlices, write_image_cache
from segstudy.volumes.nifti import read_labels, write_volume
from segstudy.volumes.volume import Volume

if TYPE_CHECKING:
    import torch

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and out of how much."""


@cache
def chosen_device() -> "torch.device":
    """What this process computes on. Chosen once: a process that asked for a GPU again would wait for itself."""
    from segstudy.running.device import choose_device

    return choose_device()


def segment(arm: Arm, scan: Volume, work: Path, fold: int | None = None, progress: Progress | None = None) -> Volume:
    """The label map of a scan in its own grid: label integers, uint8, as the study itself would make it.

    Args:
        arm: Whose networks and steps.
        scan: Hounsfield units.
        work: An empty folder; the stages hand their results on as files there, as they do in a study, so that not a bit
            differs.
        fold: The network of that fold alone; None takes the mean of all folds' probabilities.
        progress: Called as steps are done.

    Raises:
        StudyError: Where the arm has no such network.
    """
    import torch

    if arm.model["model"] == "nnunet":
        return _finished(arm, _by_nnunet(arm, scan, work, fold, progress), work, progress)

    from segstudy.models.load import load_network
    from segstudy.models.registry import builder_of
    from segstudy.models.window_of import window_of
    from segstudy.prediction.predict import predict_labels

    tell = progress or (lambda step, done, total: None)
    tell("Preparing the scan", 0, 1)
    networks = [load_network(folder, builder_of(arm.model["model"]))[0] for folder in arm.networks(fold)]
    image, grid = prepare_image(scan, arm.preparation)
    write_image_cache(work / "scan.image.b2nd", image.stored, image.slope, image.intercept)
    slices = CachedSlices(str(work / "scan"))
    total = len(slices)

    def predicted(done: int) -> None:
        # The last step, back to the scan's own grid, begins with the last slice.
        tell("Predicting slices" if done < total else "Returning to the scan's own grid", done, total)

    settings = arm.model["settings"]
    torch.set_num_threads(settings["threads"])
    window = window_of(arm.model, arm.inference)
    integers = list(arm.organs.values())
    labels = predict_labels(networks, slices, grid, integers, settings["batch"], chosen_device(), predicted, window)
    return _finished(arm, scan.with_array(labels), work, progress)


def _by_nnunet(arm: Arm, scan: Volume, work: Path, fold: int | None, progress: Progress | None) -> Volume:
    """What nnU-Net's networks say, by nnU-Net's own preparation and inference."""
    if importlib.util.find_spec("nnunetv2") is None:
        raise StudyError(f"{arm.path}: was trained by nnU-Net, which is not installed here (the extra `nnunet`)")

    from segstudy.nnunet.network import read_network
    from segstudy.nnunet.predict import predict_case

    if progress:
        progress("nnU-Net predicts", 0, 1)
    write_volume(work / "scan.nii", scan)
    networks = [read_network(folder) for folder in arm.networks(fold)]
    return predict_case(networks, work / "scan.nii", chosen_device())


def _finished(arm: Arm, labels: Volume, work: Path, progress: Progress | None) -> Volume:
    """A prediction after the arm's post-processing."""
    tell = progress or (lambda step, done, total: None)
    if arm.postprocessing:
        tell("Cleaning the label map", 0, 1)
        write_volume(work / "raw.nii", labels)
        raw = read_labels(work / "raw.nii")
        labels = raw.with_array(postprocess(raw.array, raw.spacing, arm.organs, arm.postprocessing))
    tell("Done", 1, 1)
    return labels

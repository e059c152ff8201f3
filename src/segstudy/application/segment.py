"""One new scan through all stages of a trained arm."""

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from segstudy.application.arms import Arm
from segstudy.application.prepared_scan import write_prepared
from segstudy.config.sections.nnunet import MODEL as NNUNET
from segstudy.postprocessing.clean import postprocess
from segstudy.representations.registry import REPRESENTATIONS
from segstudy.running.errors import StudyError
from segstudy.running.shareable import HIDDEN
from segstudy.sam2.spec import Sam2Spec
from segstudy.volumes.nifti import read_labels, write_volume
from segstudy.volumes.volume import Volume

if TYPE_CHECKING:
    import torch

    from segstudy.prediction.ensemble import Member
    from segstudy.prediction.spec import PredictionSpec

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
    labels = _predicted(arm, scan, work, fold, progress or (lambda step, done, total: None))
    return _finished(arm, labels, work, progress)


def _predicted(arm: Arm, scan: Volume, work: Path, fold: int | None, tell: Progress) -> Volume:
    """The arm's label map of a scan before its post-processing; that of the arm it starts from is made first."""
    source = None
    if arm.source:
        (work / "source").mkdir()
        source = segment(arm.source, scan, work / "source", fold, _of_another(arm.source, tell))
    if arm.sam2 and source:
        return _by_sam2(arm, arm.sam2, scan, source, tell)
    if arm.members:
        return _by_members(arm, scan, work, fold, tell)
    if arm.model["model"] == NNUNET:
        return _by_nnunet(arm, scan, work, fold, tell)

    import torch

    from segstudy.prediction.case import predict_case
    from segstudy.prediction.networks import load_networks

    tell("Preparing the scan", 0, 1)
    spec, stem = _prediction(arm), str(work / "scan")
    trained = load_networks(arm.networks(fold), spec.builder)
    total = len(write_prepared(arm, scan, work / "scan")[0])

    def predicted(done: int) -> None:
        # The last step, back to the scan's own grid, begins with the last slice.
        tell("Predicting slices" if done < total else "Returning to the scan's own grid", done, total)

    torch.set_num_threads(spec.threads)
    views = source.array if source else None
    return scan.with_array(predict_case(spec, trained, stem, chosen_device(), views, predicted))


def _of_another(arm: Arm, tell: Progress) -> Progress:
    """Tells of steps that an arm takes for another, whose end is not the end."""
    return lambda step, done, total: tell(f"{arm.name}: {step}", done, total)


def _prediction(arm: Arm) -> "PredictionSpec":
    """How the arm's networks are applied."""
    from segstudy.models.registry import builder_of
    from segstudy.prediction.spec import PredictionSpec

    settings, shown = arm.model["settings"], arm.model.get("representation")
    return PredictionSpec(
        builder=builder_of(arm.model["model"]),
        batch=settings["batch"],
        threads=settings["threads"],
        inference=arm.inference,
        representation_builder=REPRESENTATIONS[shown["kind"]] if shown else None,
    )


def _by_members(arm: Arm, scan: Volume, work: Path, fold: int | None, tell: Progress) -> Volume:
    """The mean of several arms' probabilities."""
    from segstudy.prediction.ensemble import mean_labels
    from segstudy.prediction.members import read_member

    members = []
    for place, member in enumerate(arm.members):
        tell(f"Predicting with {member.kind}", place, len(arm.members))
        folders = [str(folder) for folder in member.networks(fold)]
        if member.model["model"] == NNUNET:
            members.append(_member_of_nnunet(arm, folders, scan, work))
            continue
        write_prepared(member, scan, work / f"member-{place}")
        members.append(read_member(_prediction(member), folders, str(work / f"member-{place}"), chosen_device()))
    return scan.with_array(mean_labels(members, list(arm.organs.values())))


def _by_sam2(arm: Arm, spec: Sam2Spec, scan: Volume, source: Volume, tell: Progress) -> Volume:
    """What SAM 2 makes of another arm's label map."""
    checkpoint = spec.settings.checkpoint
    if importlib.util.find_spec("transformers") is None:
        raise StudyError(f"{arm.path}: needs SAM 2, which is not installed here (the extra `sam2`)")
    if checkpoint and checkpoint.startswith(HIDDEN):
        raise StudyError(
            f"{arm.path}: results keep no path of a machine's, and its checkpoint was {checkpoint}: name one relative "
            "to where you work in the study file, and run the study again"
        )

    from segstudy.sam2.predict import predict_labels, ready_network

    network, total = ready_network(spec.settings), scan.array.shape[2]
    tell("SAM 2 predicts", 0, total)
    predicted = predict_labels(network, spec.settings, scan, source, list(arm.organs.values()), chosen_device())
    return scan.with_array(predicted)


def _check_nnunet(arm: Arm) -> None:
    if importlib.util.find_spec("nnunetv2") is None:
        raise StudyError(f"{arm.path}: was trained by nnU-Net, which is not installed here (the extra `nnunet`)")


def _member_of_nnunet(arm: Arm, folders: list[str], scan: Volume, work: Path) -> "Member":
    _check_nnunet(arm)

    from segstudy.nnunet.network import read_network
    from segstudy.nnunet.predict import predict_probabilities
    from segstudy.prediction.ensemble import in_own_grid

    write_volume(work / "scan.nii", scan)
    networks = [read_network(folder) for folder in folders]
    return in_own_grid(predict_probabilities(networks, work / "scan.nii", chosen_device()))


def _by_nnunet(arm: Arm, scan: Volume, work: Path, fold: int | None, tell: Progress) -> Volume:
    """What nnU-Net's networks say, by nnU-Net's own preparation and inference."""
    _check_nnunet(arm)

    from segstudy.nnunet.network import read_network
    from segstudy.nnunet.predict import predict_case

    tell("nnU-Net predicts", 0, 1)
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

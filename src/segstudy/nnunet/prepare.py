"""Fingerprint, plan and preprocess one fold, by nnU-Net's own means (Isensee et al. 2021, Nature Methods 18)."""

import importlib.metadata
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nnunetv2.experiment_planning.dataset_fingerprint.fingerprint_extractor import DatasetFingerprintExtractor
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

from segstudy.nnunet.classes import planner_class
from segstudy.nnunet.dataset import LabelledCase, write_dataset
from segstudy.nnunet.environment import DATASET
from segstudy.nnunet.spec import NnunetFoldSpec
from segstudy.running.errors import StudyError
from segstudy.running.files import hash_of, write_text


def _with_patch(base: Any, patch: Sequence[int] | None) -> Any:
    """`base`, a planner class, that plans no patch larger than `patch`, and the network that goes with it."""
    if patch is None:
        return base

    sides = tuple(patch)

    class PatchLimited(base):
        def get_plans_for_configuration(
            self, spacing: Sequence[float], median_shape: Sequence[float], *rest: Any
        ) -> dict[str, Any]:
            planned: dict[str, Any]
            if len(spacing) != len(sides):
                planned = super().get_plans_for_configuration(spacing, median_shape, *rest)
                return planned
            # nnU-Net plans no patch larger than the median scan; so the wanted one is passed as the median scan
            limited = [min(pair) for pair in zip(median_shape, sides, strict=True)]
            planned = super().get_plans_for_configuration(spacing, limited, *rest)
            return {**planned, "median_image_size_in_voxels": median_shape}

    return PatchLimited


def prepare_fold(
    spec: NnunetFoldSpec,
    images: Sequence[str | os.PathLike[str]],
    labels: Sequence[str | os.PathLike[str]],
    folders: tuple[Path, Path],
    processes: int,
) -> dict[str, Any]:
    """Make all that nnU-Net trains one fold on.

    Intensities, spacings and shapes that the plan rests on are those of the training cases alone: nnU-Net itself
    takes every case it is given, which here would tell a network about the cases it is measured on.

    Args:
        spec: The fold.
        images: The scans of its cases, those to train on first.
        labels: Their label maps, in the same order.
        folders: nnUNet_raw (deleted at the end) and nnUNet_preprocessed, as the environment names them.
        processes: How many preprocess.

    Returns:
        What it was made of.

    Raises:
        StudyError: nnU-Net plans no such configuration.
    """
    raw, preprocessed = folders
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    settings = spec.settings
    cases = [
        LabelledCase(name, Path(image), Path(label), spec.annotated[name])
        for name, image, label in zip((*spec.training, *spec.validation), images, labels, strict=True)
    ]
    training = cases[: len(spec.training)]
    described = write_dataset(raw / DATASET, cases, spec.organs, len(training), spec.modality)

    fingerprint = DatasetFingerprintExtractor(DATASET, processes)
    fingerprint.show_progress_bar = False
    fingerprint.dataset = {case.name: fingerprint.dataset[case.name] for case in training}
    fingerprint.run(overwrite_existing=True)

    planner = _with_patch(planner_class(settings.planner), settings.patch)(DATASET)
    planner.dataset = {case.name: planner.dataset[case.name] for case in training}
    plans = planner.plan_experiment()
    configuration = settings.configuration
    if configuration not in plans["configurations"]:
        planned = ", ".join(name for name in plans["configurations"] if "cascade" not in name)
        raise StudyError(
            f"nnU-Net plans no {configuration} for these cases (planned: {planned}); "
            "choose one of these as the arm's model.nnunet.configuration"
        )
    preprocessor = PlansManager(plans).get_configuration(configuration).preprocessor_class(verbose=False)
    preprocessor.show_progress_bar = False
    preprocessor.run(DATASET, configuration, planner.plans_identifier, processes)

    split = {"train": list(spec.training), "val": list(spec.validation)}
    write_text(preprocessed / DATASET / "splits_final.json", json.dumps([split], indent=1) + "\n")
    # nnU-Net's copy says where scans are, which nobody reads any more and which names a person's folders
    write_text(preprocessed / DATASET / "dataset.json", json.dumps(described, indent=1) + "\n")
    shutil.rmtree(raw)
    return {
        "plans": planner.plans_identifier,
        "configuration": configuration,
        "dataset": described,
        "files": {case.name: [hash_of(case.image), hash_of(case.label)] for case in cases},
        "training": split["train"],
        "validation": split["val"],
        "nnunetv2": importlib.metadata.version("nnunetv2"),
    }

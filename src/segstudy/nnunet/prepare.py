"""Fingerprint, plan and preprocess one fold, by nnU-Net's own means (Isensee et al. 2021, Nature Methods 18)."""

import importlib.metadata
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nnunetv2.experiment_planning.dataset_fingerprint.fingerprint_extractor import DatasetFingerprintExtractor
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

from segstudy.errors import StudyError
from segstudy.files import sha256_of, write_text
from segstudy.nnunet.classes import planner_class
from segstudy.nnunet.dataset import LabelledCase, write_dataset
from segstudy.nnunet.environment import DATASET


def _with_patch(base: Any, patch: Sequence[int] | None) -> Any:
    """`base`, a planner class, that plans no patch larger than `patch`, and the network that goes with it."""
    if patch is None:
        return base

    class PatchLimited(base):
        def get_plans_for_configuration(self, spacing, median_shape, *rest):
            if len(spacing) != len(patch):
                return super().get_plans_for_configuration(spacing, median_shape, *rest)
            # nnU-Net plans no patch larger than the median scan; so a smaller one is told as the median scan
            limited = [min(pair) for pair in zip(median_shape, patch, strict=True)]
            planned = super().get_plans_for_configuration(spacing, limited, *rest)
            return {**planned, "median_image_size_in_voxels": median_shape}

    return PatchLimited


def prepare_fold(
    settings: Mapping[str, Any],
    organs: Mapping[str, int],
    training: Sequence[LabelledCase],
    validation: Sequence[LabelledCase],
    folders: tuple[Path, Path],
    processes: int,
) -> dict[str, Any]:
    """Make all that nnU-Net trains one fold on, and return what it was made of.

    settings: `configuration`, `planner` and `patch`. organs: label integers by name, in the study's order.
    folders: nnUNet_raw (deleted at the end) and nnUNet_preprocessed, as the environment names them.
    Intensities, spacings and shapes that the plan rests on are those of the training cases alone: nnU-Net itself
    takes every case it is given, which here would tell a network about the cases it is measured on.
    Raises StudyError where nnU-Net plans no such configuration.
    """
    raw, preprocessed = folders
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    cases = [*training, *validation]
    described = write_dataset(raw / DATASET, cases, organs, len(training))

    fingerprint = DatasetFingerprintExtractor(DATASET, processes)
    fingerprint.show_progress_bar = False
    fingerprint.dataset = {case.name: fingerprint.dataset[case.name] for case in training}
    fingerprint.run(overwrite_existing=True)

    planner = _with_patch(planner_class(settings["planner"]), settings["patch"])(DATASET)
    planner.dataset = {case.name: planner.dataset[case.name] for case in training}
    plans = planner.plan_experiment()
    configuration = settings["configuration"]
    if configuration not in plans["configurations"]:
        planned = ", ".join(name for name in plans["configurations"] if "cascade" not in name)
        raise StudyError(
            f"nnU-Net plans no {configuration} for these cases (planned: {planned}); "
            "choose one of these as the arm's model.nnunet.configuration"
        )
    preprocessor = PlansManager(plans).get_configuration(configuration).preprocessor_class(verbose=False)
    preprocessor.show_progress_bar = False
    preprocessor.run(DATASET, configuration, planner.plans_identifier, processes)

    split = {"train": [case.name for case in training], "val": [case.name for case in validation]}
    write_text(preprocessed / DATASET / "splits_final.json", json.dumps([split], indent=1) + "\n")
    shutil.rmtree(raw)
    return {
        "plans": planner.plans_identifier,
        "configuration": configuration,
        "dataset": described,
        "files": {case.name: [sha256_of(case.image), sha256_of(case.label)] for case in cases},
        "training": split["train"],
        "validation": split["val"],
        "nnunetv2": importlib.metadata.version("nnunetv2"),
    }

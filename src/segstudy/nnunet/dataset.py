"""A fold's cases in nnU-Net's layout."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from segstudy.running.files import write_text
from segstudy.volumes.endings import is_nifti_named
from segstudy.volumes.nifti import read_image, read_labels, write_volume


@dataclass(frozen=True)
class LabelledCase:
    """One case as it is on disk.

    Attributes:
        name: The case's.
        image: The scan.
        label: Its label map.
        annotated: The organs somebody drew in it.
    """

    name: str
    image: Path
    label: Path
    annotated: tuple[str, ...]


def consecutive_labels(labels: np.ndarray, organs: Mapping[str, int], annotated: Sequence[str]) -> np.ndarray:
    """`labels`, in the study's integers, as nnU-Net wants them: 0 background, 1 … C the organs in order.

    Where an organ was not drawn, nobody knows which of the voxels without a label are background: they become
    C + 1, nnU-Net's label for voxels to ignore, and so does what was drawn of an organ that is not annotated.
    Labels that are no organ of the study count as background.
    """
    classes = np.zeros(labels.shape, np.uint8)
    if set(organs) - set(annotated):
        classes[:] = len(organs) + 1
        classes[(labels != 0) & ~np.isin(labels, list(organs.values()))] = 0
    for index, (organ, value) in enumerate(organs.items(), start=1):
        if organ in annotated:
            classes[labels == value] = index
    return classes


def dataset_json(
    cases: Sequence[LabelledCase], organs: Mapping[str, int], training: int, modality: str = "ct"
) -> dict[str, Any]:
    """nnU-Net's description of the dataset, without the files.

    Args:
        cases: All of it.
        organs: The study's organs and their label integers, in order.
        training: How many of the cases train.
        modality: It names the channel, by which nnU-Net normalizes: CT by the foreground, all else by itself.
    """
    labels = {"background": 0, **{organ: index for index, organ in enumerate(organs, start=1)}}
    if any(set(organs) - set(case.annotated) for case in cases):
        labels["ignore"] = len(organs) + 1
    return {
        "channel_names": {"0": modality.upper()},
        "labels": labels,
        "numTraining": training,
        "file_ending": ".nii.gz",
        # turns every scan to one orientation, and its prediction back
        "overwrite_image_reader_writer": "NibabelIOWithReorient",
    }


def as_nifti(scan: Path, folder: Path) -> Path:
    """`scan` itself, or where nnU-Net's reader does not know its format, a copy below `folder`."""
    if is_nifti_named(scan):
        return scan
    copied = folder / "imagesTr" / f"{scan.name}.nii.gz"
    write_volume(copied, read_image(scan))
    return copied


def write_dataset(
    folder: Path, cases: Sequence[LabelledCase], organs: Mapping[str, int], training: int, modality: str = "ct"
) -> dict[str, Any]:
    """Write a dataset: label maps with nnU-Net's integers, and where scans are, which stay there.

    Args:
        folder: `<nnUNet_raw>/<dataset>`.
        cases: All of it, those that train first.
        organs: The study's organs and their label integers, in order.
        training: How many of the cases train; the others validate.
        modality: Of the scans.

    Returns:
        nnU-Net's description of the dataset, without the files.
    """
    described = dataset_json(cases, organs, training, modality)
    files = {}
    for case in cases:
        label = folder.absolute() / "labelsTr" / f"{case.name}.nii.gz"
        original = read_labels(case.label)
        write_volume(label, original.with_array(consecutive_labels(original.array, organs, case.annotated)))
        files[case.name] = {"images": [str(as_nifti(case.image.absolute(), label.parents[1]))], "label": str(label)}
    write_text(folder / "dataset.json", json.dumps({**described, "dataset": files}, indent=1) + "\n")
    return described

"""A fold's cases in nnU-Net's layout."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from segstudy.files import write_text
from segstudy.nifti import read_labels, write_volume


@dataclass(frozen=True)
class LabelledCase:
    """One case as it is on disk; annotated: the organs somebody drew in it."""

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


def dataset_json(cases: Sequence[LabelledCase], organs: Mapping[str, int], training: int) -> dict[str, Any]:
    """nnU-Net's description of the dataset, without the files; training: how many cases train."""
    labels = {"background": 0, **{organ: index for index, organ in enumerate(organs, start=1)}}
    if any(set(organs) - set(case.annotated) for case in cases):
        labels["ignore"] = len(organs) + 1
    return {
        "channel_names": {"0": "CT"},
        "labels": labels,
        "numTraining": training,
        "file_ending": ".nii.gz",
        # turns every scan to one orientation, and its prediction back
        "overwrite_image_reader_writer": "NibabelIOWithReorient",
    }


def write_dataset(
    folder: Path, cases: Sequence[LabelledCase], organs: Mapping[str, int], training: int
) -> dict[str, Any]:
    """Write the dataset into `folder` (`<nnUNet_raw>/<dataset>`) and return its description.

    Scans stay where they are, and nnU-Net is told where; label maps are written with its integers.
    training: how many of the cases train; the others validate.
    """
    described = dataset_json(cases, organs, training)
    files = {}
    for case in cases:
        label = folder.absolute() / "labelsTr" / f"{case.name}.nii.gz"
        original = read_labels(case.label)
        write_volume(label, original.with_array(consecutive_labels(original.array, organs, case.annotated)))
        files[case.name] = {"images": [str(case.image.absolute())], "label": str(label)}
    write_text(folder / "dataset.json", json.dumps({**described, "dataset": files}, indent=1) + "\n")
    return described

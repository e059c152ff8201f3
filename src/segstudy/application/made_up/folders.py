"""Made-up patients in the layouts in which data is handed in."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from segstudy.application.made_up.series import write_series
from segstudy.application.rtstruct import write_rtstruct
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.drawing.bitmap import windowed
from segstudy.drawing.planes import axial, upright
from segstudy.phantom.cohort import PhantomCase, make_case
from segstudy.phantom.names import LABELS, case_names
from segstudy.volumes.nifti import write_volume

# The organ of the pictures, which have one.
PICTURED = "heart"


def write_folder(folder: Path, layout: str, settings: PhantomSettings, seed: int) -> None:
    """Write a cohort.

    Args:
        folder: Where to.
        layout: One of FOLDERS.
        settings: Of the cohort.
        seed: Of all that is drawn.
    """
    for name in case_names(settings):
        FOLDERS[layout](folder, name, make_case(settings, seed, name))
    if layout == "nnunet":
        labels = {"background": 0, **LABELS}
        listing = {
            "channel_names": {"0": "CT"},
            "labels": labels,
            "numTraining": settings.patients,
            "file_ending": ".nii.gz",
        }
        (folder / "dataset.json").write_text(json.dumps(listing, indent=2) + "\n", encoding="utf-8")


def _segthor(folder: Path, name: str, made: PhantomCase) -> None:
    """`<case>/<case>.nii.gz` and `<case>/GT.nii.gz`."""
    write_volume(folder / name / f"{name}.nii.gz", made.image)
    write_volume(folder / name / "GT.nii.gz", made.label)


def _nnunet(folder: Path, name: str, made: PhantomCase) -> None:
    """`imagesTr/<case>_0000.nii.gz` and `labelsTr/<case>.nii.gz`."""
    write_volume(folder / "imagesTr" / f"{name}_0000.nii.gz", made.image)
    write_volume(folder / "labelsTr" / f"{name}.nii.gz", made.label)


def _dicom(folder: Path, name: str, made: PhantomCase) -> None:
    """A CT series and its RTSTRUCT, in one folder as planning systems export them."""
    images = write_series(folder / name, made.image, name)
    write_rtstruct(folder / name / "structures.dcm", made.label, images, LABELS, "made up")


def _images(folder: Path, name: str, made: PhantomCase) -> None:
    """`images/<case>.png` and `masks/<case>.png`: the axial slice that shows most of the heart, in a soft window."""
    scan, mask = upright(made.image).array, upright(made.label).array == LABELS[PICTURED]
    fullest = int(mask.sum(axis=(0, 1)).argmax())
    pictures = {"images": windowed(axial(scan, fullest)), "masks": axial(mask, fullest) * np.uint8(255)}
    for kind, picture in pictures.items():
        (folder / kind).mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / kind / f"{name}.png"), picture)


FOLDERS: dict[str, Callable[[Path, str, PhantomCase], None]] = {
    "segthor": _segthor,
    "nnunet": _nnunet,
    "dicom": _dicom,
    "images": _images,
}

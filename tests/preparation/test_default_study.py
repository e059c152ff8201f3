"""The default study on real scans: no part of an organ lies outside what its networks see."""

import os
from pathlib import Path

import pytest
import yaml

from segstudy.config.sections.preparation import PreparationSettings
from segstudy.preparation.prepare import prepare_image, prepare_label
from segstudy.volumes.nifti import read_classes, read_image

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("SEGSTUDY_DATA") or ROOT.parent / "shared" / "data")
SPLEENS = "Task09_Spleen/imagesTr/{case}.nii.gz", "Task09_Spleen/labelsTr/{case}.nii.gz", [1]
CHESTS = "thorax/{case}/{case}.nii.gz", "thorax/{case}/GT.nii.gz", [1, 2, 3, 7]
CASES = [("LUNG1-003", *CHESTS), *((f"spleen_{number}", *SPLEENS) for number in (101, 102, 103))]


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no real scans at {DATA} (SEGSTUDY_DATA)")
@pytest.mark.parametrize(("case", "image", "label", "organs"), CASES)
def test_nothing_of_an_organ_is_cut_off(case, image, label, organs):
    full = yaml.safe_load((ROOT / "config.yaml").read_text())["preparations"]["full"]
    _, grid = prepare_image(read_image(DATA / image.format(case=case)), PreparationSettings(**full))
    prepared = prepare_label(read_classes(DATA / label.format(case=case), organs).array, grid, len(organs))
    assert prepared.outside == [0] * len(organs) and min(prepared.voxels) > 0

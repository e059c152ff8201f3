"""Small scans on disk, sound unless a test breaks them."""

from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

LPS = np.diag([-0.9765625, -0.9765625, 2.5, 1.0])


def scan_array(seed: int = 0, shape: tuple[int, int, int] = (12, 10, 6)) -> np.ndarray:
    """Air around something soft, in Hounsfield units, int16."""
    hu = np.random.default_rng(seed).normal(-1000, 20, shape)
    hu[3:9, 3:8, 1:5] += 1040
    return hu.astype(np.int16)


def label_array(shape: tuple[int, int, int] = (12, 10, 6)) -> np.ndarray:
    """Two organs, 1 and 2, uint8."""
    labels = np.zeros(shape, np.uint8)
    labels[4:6, 4:6, 1:5] = 1
    labels[6:9, 4:7, 2:4] = 2
    return labels


def save(path: Path, array: np.ndarray, affine: np.ndarray = LPS, **fields) -> Path:
    """Write `array` as NIfTI with header `fields` set as they are, without repair."""
    nib.save(nib.Nifti1Image(array, affine), path)
    if fields:
        whole = nib.openers.Opener(path).read()
        header = nib.Nifti1Header(whole[:348], check=False)
        for name, value in fields.items():
            header[name] = value
        with nib.openers.Opener(path, "wb") as file:
            file.write(header.binaryblock + whole[348:])
    return path


@pytest.fixture
def save_scan() -> Callable[..., Path]:
    """`save(path, array, affine, **header fields)`."""
    return save


@pytest.fixture
def sound_case(tmp_path: Path) -> tuple[Path, Path]:
    """Paths of a sound image and its label map (organs 1 and 2)."""
    return save(tmp_path / "image.nii.gz", scan_array()), save(tmp_path / "GT.nii.gz", label_array())


@pytest.fixture
def scan() -> np.ndarray:
    """A sound scan's voxels, (12, 10, 6) int16."""
    return scan_array()


@pytest.fixture
def labels() -> np.ndarray:
    """A sound label map's voxels, (12, 10, 6) uint8, organs 1 and 2."""
    return label_array()

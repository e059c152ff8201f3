"""A sound case on disk, and ways to change its files byte by byte."""

import gzip
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np

LPS = np.diag([-0.9765625, -0.9765625, 2.5, 1.0])


def sound_case(folder: Path) -> tuple[Path, Path]:
    """An image and its label map (organs 1 and 2), 12 x 10 x 6 voxels."""
    hu = np.random.default_rng(0).normal(-1000, 20, (12, 10, 6))
    hu[3:9, 3:8, 1:5] += 1040
    labels = np.zeros(hu.shape, np.uint8)
    labels[4:6, 4:6, 1:5] = 1
    labels[6:9, 4:7, 2:4] = 2
    image, label = folder / f"{folder.name}.nii.gz", folder / "GT.nii.gz"
    nib.save(nib.Nifti1Image(hu.astype(np.int16), LPS), image)
    nib.save(nib.Nifti1Image(labels, LPS), label)
    return image, label


def change_bytes(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the unpacked bytes of a `.nii.gz`."""
    path.write_bytes(gzip.compress(change(gzip.decompress(path.read_bytes())), 1))


def change_header(path: Path, **fields) -> None:
    """Set header `fields` as they are, without repair."""

    def change(whole: bytes) -> bytes:
        header = nib.Nifti1Header(whole[:348], check=False)
        for name, value in fields.items():
            header[name] = value
        return header.binaryblock + whole[348:]

    change_bytes(path, change)


def change_voxels(path: Path, change: Callable[[np.ndarray], np.ndarray], affine: np.ndarray | None = None) -> None:
    """Change the voxels, with the data type that `change` gives them, and where they are."""
    image = nib.load(path)
    array = change(np.asanyarray(image.dataobj))
    nib.save(nib.Nifti1Image(array, image.affine if affine is None else affine, dtype=array.dtype), path)


def affine_of(path: Path) -> np.ndarray:
    """The affine of a file, to be changed."""
    return np.array(nib.load(path).affine)

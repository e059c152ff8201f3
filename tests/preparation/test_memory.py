"""The largest scan that is taken, 512 × 512 × 1024 in 64 bits, is prepared with 4 GB."""

import json
import subprocess
import sys

import nibabel as nib
import numpy as np
import pytest

SHAPE, AT_ONCE = (512, 512, 1024), 64
LARGEST_MB = 4000

PREPARE = """
import json, resource, sys
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.preparation.prepare import prepare_image, prepare_label
from segstudy.volumes.cache import write_image_cache, write_label_cache
from segstudy.volumes.nifti import read_classes, read_rounded
folder, settings = sys.argv[1], PreparationSettings(**json.loads(sys.argv[2]))
if sys.argv[3] == "image":
    made, grid = prepare_image(read_rounded(f"{folder}/scan{sys.argv[4]}"), settings)
    write_image_cache(f"{folder}/c.image.b2nd", made.stored, made.slope, made.intercept)
else:
    _, grid = prepare_image(read_rounded(f"{folder}/small.nii"), settings)
    grid.native_shape[:], grid.shape[0] = (512, 512, 1024), 1024
    prepared = prepare_label(read_classes(f"{folder}/labels.nii", [1]).array, grid, 1)
    write_label_cache(f"{folder}/c.label.b2nd", prepared.classes)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""


def write_float64(path, slab, times):
    """Voxels in 64 bits, `slab` again and again: never all in memory here either."""
    header = nib.Nifti1Header()
    header.set_data_dtype(np.float64)
    header.set_data_shape((*slab.shape[:2], times * slab.shape[2]))
    header.set_sform(np.diag([-0.8, -0.8, 2.0, 1]), 1)
    header["vox_offset"], header["magic"] = 352, b"n+1"
    start = header.binaryblock + bytes(4)
    if path.suffix == ".mha":
        start = b"ObjectType = Image\nNDims = 3\nBinaryData = True\nElementSpacing = 0.8 0.8 2\n"
        start += (
            b"DimSize = %d %d %d\n" % header.get_data_shape() + b"ElementType = MET_DOUBLE\nElementDataFile = LOCAL\n"
        )
    with path.open("wb") as file:
        file.write(start)
        for _ in range(times):
            file.write(slab.tobytes(order="F"))


@pytest.mark.slow
@pytest.mark.parametrize(("what", "ending"), [("image", ".nii"), ("image", ".mha"), ("label", ".nii")])
@pytest.mark.parametrize(
    "settings", [{"size": [512, 512], "normalize": "zscore"}, {"spacing_mm": [0.977, 0.977, 2.5], "size": [352, 320]}]
)
def test_the_largest_scan_in_64_bits_fits_four_gigabytes(tmp_path, what, ending, settings):
    noise = np.random.default_rng(0).normal(-500, 400, (*SHAPE[:2], AT_ONCE))
    write_float64(tmp_path / "small.nii", noise, 1)
    if what == "image":
        write_float64(tmp_path / f"scan{ending}", noise, SHAPE[2] // AT_ONCE)
    else:
        write_float64(tmp_path / "labels.nii", (noise > 0).astype(np.float64), SHAPE[2] // AT_ONCE)
    command = [sys.executable, "-c", PREPARE, str(tmp_path), json.dumps(settings), what, ending]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < LARGEST_MB
    for path in tmp_path.iterdir():
        path.unlink()

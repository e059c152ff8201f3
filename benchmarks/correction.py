"""Estimating a displacement against rotating whole volumes over the same angles: `python benchmarks/correction.py`.

One pair of label maps, 512 x 512 x 200, with a heart of a patient's size, displaced as SegTHOR's were. The whole
volume is rotated as the published correction did, nearest neighbor, about the organ's centroid; a few angles are
timed and the time of all is that of one times their number (`--all` rotates by every angle).
"""

import argparse
import resource
import subprocess
import sys
import time

import numpy as np
from scipy.ndimage import affine_transform

from segstudy.correction.estimate import estimate_rigid
from segstudy.correction.rigid import RigidTransform
from segstudy.correction.search import COARSE_DEG
from segstudy.volumes.overlap import overlap

SHAPE = (512, 512, 200)
HIDDEN = RigidTransform(-26.6, (256.0, 102.0, 0.0), (28.0, -6.0, 11.0))
ANGLES = np.arange(-180.0, 180.0, COARSE_DEG)


def pulled(mask: np.ndarray, transform: RigidTransform) -> np.ndarray:
    """`mask` moved by `transform`, the whole volume resampled."""
    pull = transform.inverse().matrix
    return affine_transform(mask.view(np.uint8), pull[:3, :3], pull[:3, 3], order=0) > 0


def make_pair() -> tuple[np.ndarray, np.ndarray]:
    """A bent heart of about 600 ml with a lobe, displaced and in place."""
    i, j, k = np.ogrid[: SHAPE[0], : SHAPE[1], : SHAPE[2]]
    a, b, c = (i - 260) / 62, (j - 270) / 48, (k - 90) / 24
    heart = (a**2 + (b - 0.3 * a**2) ** 2 + c**2 < 1) | ((a - 0.7) ** 2 + (b + 0.4) ** 2 + (c - 0.2) ** 2 < 0.3)
    return pulled(heart, HIDDEN), heart


def peak_mib() -> float:
    """Largest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(rotate_all: bool) -> None:
    """Time both on one pair and print a table."""
    displaced, correct = make_pair()
    center = tuple(np.argwhere(correct).mean(axis=0))
    print(f"pair of {SHAPE}, organ of {np.count_nonzero(correct)} voxels")
    start = time.perf_counter()
    found = estimate_rigid(displaced, correct)
    seconds = time.perf_counter() - start
    print(f"estimate: {seconds:.2f} s, {found.transform.angle_deg:.3f} degrees, IoU {found.iou_after:.4f}", flush=True)
    angles = ANGLES if rotate_all else ANGLES[:: len(ANGLES) // 4]
    shift = tuple(np.argwhere(displaced).mean(axis=0) - center)
    start = time.perf_counter()
    best = max(
        (overlap(pulled(correct, RigidTransform(float(angle), center, shift)), displaced).iou, float(angle))
        for angle in angles
    )
    each = (time.perf_counter() - start) / len(angles)
    whole = each * len(ANGLES)
    print(f"whole volumes: {each:.2f} s an angle over {len(angles)} angles, {whole:.0f} s for the same {len(ANGLES)}")
    if rotate_all:
        print(f"whole volumes find {best[1]:.1f} degrees, IoU {best[0]:.4f}")
    print(f"estimate is {whole / seconds:.0f} times faster")


def memory() -> None:
    """Memory over the two volumes, measured in a process that does nothing else."""
    displaced, correct = make_pair()
    before = peak_mib()
    estimate_rigid(displaced, correct)
    print(f"memory: {peak_mib() - before:.0f} MiB above what making the two volumes took ({before:.0f} MiB)")
    held = 2 * displaced.nbytes / 2**20
    print(f"peak over the two volumes ({held:.0f} MiB): at most {peak_mib() - held:.0f} MiB, interpreter included")


def main() -> None:
    """Run both, memory in a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="rotate whole volumes by every angle")
    parser.add_argument("--memory", action="store_true", help="measure memory alone")
    options = parser.parse_args()
    if options.memory:
        memory()
        return
    measure(options.all)
    sys.stdout.flush()
    subprocess.run([sys.executable, __file__, "--memory"], check=True)


if __name__ == "__main__":
    main()

"""Random slices and random 3D patches out of the cache: ours, PNG, a float16 memory map, nnU-Net's blosc2 layout.

    python benchmarks/reading.py [--shape 180 512 512]

One case with its label map, a made-up chest's. Files were just written, so that the system holds them in memory: what
is compared is opening, decompressing and copying. Also printed: bytes on disk.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from ratios import print_table
from sides import main

READS, PATCH = 400, (64, 128, 128)


def make(folder: Path, asked: Any) -> None:
    """Write the case in every layout."""
    import cv2

    from segstudy.config.sections.phantom import PhantomSettings
    from segstudy.phantom.cohort import make_case
    from segstudy.volumes.cache import write_image_cache, write_label_cache

    case = make_case(PhantomSettings(patients=2, shape=(128, 128, 45)), 42, "Patient_01")
    slices, rows, columns = asked.shape
    places = [np.arange(n) * have // n for n, have in zip((rows, columns, slices), case.image.array.shape, strict=True)]
    scan = case.image.array[np.ix_(*places)].transpose(2, 0, 1).astype(np.int16)
    # copied voxels compress too well: noise of a scanner's size goes on top
    scan += np.rint(np.random.default_rng(0).normal(0, 15, scan.shape)).astype(np.int16)
    scan = np.clip(scan, -1000, 1000)
    label = np.ascontiguousarray(case.truth.array[np.ix_(*places)].transpose(2, 0, 1)).astype(np.uint8)
    write_image_cache(folder / "case.image.b2nd", scan, 0.01, 0.0)
    write_label_cache(folder / "case.label.b2nd", label)
    network = (scan * np.float32(0.01)).astype(np.float16)
    np.save(folder / "image.npy", network)
    np.save(folder / "label.npy", label)
    for index in range(slices):
        cv2.imwrite(str(folder / f"image-{index}.png"), (scan[index].astype(np.int32) + 1000).astype(np.uint16))
        cv2.imwrite(str(folder / f"label-{index}.png"), label[index])
    from nnunetv2.training.dataloading.nnunet_dataset import comp_blosc2_params, nnUNetDatasetBlosc2

    blocks, chunks = comp_blosc2_params((1, *scan.shape), PATCH)
    image, classes = network.astype(np.float32)[None], label.astype(np.int8)[None]
    nnUNetDatasetBlosc2.save_case(
        image, classes, {}, str(folder / "nnunet"), chunks=chunks, blocks=blocks, chunks_seg=chunks, blocks_seg=blocks
    )
    kinds = {"segstudy": "case.*.b2nd", "PNG": "*.png", "memmap float16": "*.npy", "nnU-Net": "nnunet*.b2nd"}
    sizes = {side: sum(file.stat().st_size for file in folder.glob(names)) for side, names in kinds.items()}
    told = ", ".join(
        f"{side} {size / 2**20:.0f} ({size / sizes['memmap float16']:.2f})" for side, size in sizes.items()
    )
    print(f"MiB on disk (share of the memory map): {told}")


def _slices(count: int) -> list[int]:
    return np.random.default_rng(1).integers(count, size=READS).tolist()


def _boxes(shape: tuple[int, ...]) -> list[tuple[slice, ...]]:
    patch = [min(size, side) for size, side in zip(PATCH, shape, strict=True)]
    starts = np.random.default_rng(1).integers(0, np.subtract(shape, patch) + 1, size=(READS // 10, 3))
    return [tuple(slice(int(a), int(a) + side) for a, side in zip(start, patch, strict=True)) for start in starts]


def _answer(pairs: Iterable[tuple[np.ndarray, np.ndarray]]) -> list[float]:
    """What was read, as two numbers that cost little: sums over every 16th row and column of image and label."""
    total, organs = 0.0, 0
    for image, label in pairs:
        total += float(image[..., ::16, ::16].sum(dtype=np.float64))
        organs += int(label[..., ::16, ::16].sum(dtype=np.int64))
    return [total, organs]


def ours(folder: Path) -> Callable[[], list[float]]:
    """Slices of this project's cache."""
    from segstudy.volumes.cache import CachedSlices

    case = CachedSlices(str(folder / "case"))
    return lambda: _answer((case.image(index), case.label(index)) for index in _slices(len(case)))


def our_patches(folder: Path) -> Callable[[], list[float]]:
    """Patches of this project's cache."""
    from segstudy.volumes.cache import CachedSlices

    case = CachedSlices(str(folder / "case"))
    return lambda: _answer((case.image_box(box), case.label_box(box)) for box in _boxes(case.shape))


def memmap(folder: Path) -> Callable[[], list[float]]:
    """Slices of float16 arrays that are mapped, not read."""
    image, label = (np.load(folder / f"{kind}.npy", mmap_mode="r") for kind in ("image", "label"))
    return lambda: _answer((image[i].astype(np.float32), np.array(label[i])) for i in _slices(len(image)))


def png(folder: Path) -> Callable[[], list[float]]:
    """Slices as pictures."""
    import cv2

    count = len(list(folder.glob("image-*.png")))

    def read(index: int) -> tuple[np.ndarray, np.ndarray]:
        image = cv2.imread(str(folder / f"image-{index}.png"), cv2.IMREAD_UNCHANGED).astype(np.float32)
        return (image - 1000) * np.float32(0.01), cv2.imread(str(folder / f"label-{index}.png"), cv2.IMREAD_UNCHANGED)

    return lambda: _answer(read(index) for index in _slices(count))


def nnunet_patches(folder: Path) -> Callable[[], list[float]]:
    """Patches of nnU-Net's compressed arrays, opened as its data loader opens them."""
    import blosc2

    def opened(name: str) -> blosc2.NDArray:
        return blosc2.open(urlpath=str(folder / name), mode="r", dparams={"nthreads": 1}, mmap_mode="r")

    def work() -> list[float]:
        image, label = opened("nnunet.b2nd"), opened("nnunet_seg.b2nd")
        return _answer((image[(0, *box)], label[(0, *box)]) for box in _boxes(image.shape[1:]))

    return work


SIDES = {
    "segstudy": ours,
    "memmap float16": memmap,
    "PNG": png,
    "segstudy, patches": our_patches,
    "nnU-Net, patches": nnunet_patches,
}


def check(answers: dict[str, Any]) -> str:
    """All read the same slices, and both the same patches."""
    for sides in (("segstudy", "memmap float16", "PNG"), ("segstudy, patches", "nnU-Net, patches")):
        found = np.array([answers[side] for side in sides if side in answers]).reshape(-1, 2)
        # float16 keeps a slice's values to about a thousandth of a standard deviation
        assert not len(found) or np.ptp(found[:, 0]) < 1e-3 * np.abs(found[:, 0]).max(), answers
        assert not len(found) or np.ptp(found[:, 1]) == 0, answers
    return "all sides read the same"


def report(measured: list) -> None:
    """Slices beside slices, patches beside patches."""
    print_table(
        [row for row in measured if "patches" not in row.side], "segstudy", {"PNG": 6, "memmap float16": 1 / 1.6}
    )
    print_table([row for row in measured if "patches" in row.side], "segstudy, patches", {"nnU-Net, patches": 1})


if __name__ == "__main__":
    shape = {"type": int, "nargs": 3, "default": (180, 512, 512)}
    main(__doc__, __file__, make, SIDES, check, report, {"--shape": shape})

"""Preparing one scan: read, orient, clip, resample, normalize, write; ours, nnU-Net's, MONAI's, and the floor.

    python benchmarks/preparation.py [--shape 512 512 200]

A made-up chest as int16 `.nii.gz`, from 0.85 x 0.85 x 3 mm to 0.977 x 0.977 x 2.5 mm. The floor only decompresses the
file and resamples it linearly once. nnU-Net resamples by cubic splines, as it does by default.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from ratios import print_table
from sides import main

NATIVE_MM, TARGET_MM, CLIP = (0.85, 0.85, 3.0), (0.977, 0.977, 2.5), (-1000, 1000)


def make(folder: Path, asked: Any) -> None:
    """Write the scan."""
    import nibabel as nib

    from segstudy.config.sections.phantom import PhantomSettings
    from segstudy.phantom.cohort import make_case

    small = make_case(PhantomSettings(patients=2, shape=(128, 128, 50)), 42, "Patient_01").image.array
    places = [np.arange(wanted) * have // wanted for wanted, have in zip(asked.shape, small.shape, strict=True)]
    scan = small[np.ix_(*places)] + np.random.default_rng(0).normal(0, 15, asked.shape)
    affine = np.diag([-NATIVE_MM[0], -NATIVE_MM[1], NATIVE_MM[2], 1.0])
    nib.save(nib.Nifti1Image(np.rint(scan).astype(np.int16), affine), folder / "scan_0000.nii.gz")


def _told(image: np.ndarray) -> list[float]:
    """Size, mean and spread of a normalized scan."""
    return [*map(float, sorted(image.shape)), float(image.mean(dtype=np.float64)), float(image.std(dtype=np.float64))]


def ours(folder: Path) -> Callable[[], Any]:
    """This project's preparation into its cache, as its rule runs it."""
    from segstudy.config.sections.preparation import PreparationSettings
    from segstudy.preparation.prepare import prepare_image
    from segstudy.running.freed_memory import keep_freed_memory
    from segstudy.volumes.cache import CachedSlices, write_image_cache
    from segstudy.volumes.nifti import read_image

    settings = PreparationSettings(clip_hu=CLIP, spacing_mm=TARGET_MM, normalize="zscore", size=None)
    keep_freed_memory()

    def work() -> list[float]:
        intensity, _ = prepare_image(read_image(folder / "scan_0000.nii.gz"), settings)
        write_image_cache(folder / "scan.image.b2nd", intensity.stored, intensity.slope, intensity.intercept)
        slices = CachedSlices(str(folder / "scan"))
        some = slices.image_box((slice(0, 1), slice(None), slice(None)))
        return [*map(float, sorted(slices.shape)), float(some.mean()), float(some.std())]

    return work


def monais(folder: Path) -> Callable[[], Any]:
    """MONAI's transforms, written as float16 by numpy."""
    import torch
    from monai.transforms import (
        Compose,
        EnsureChannelFirst,
        LoadImage,
        NormalizeIntensity,
        Orientation,
        ScaleIntensityRange,
        Spacing,
    )

    torch.set_num_threads(1)
    prepare = Compose(
        [
            LoadImage(image_only=True),
            EnsureChannelFirst(),
            Orientation(axcodes="LPS", labels=None),
            ScaleIntensityRange(*CLIP, *CLIP, clip=True),
            Spacing(pixdim=TARGET_MM, mode="bilinear"),
            NormalizeIntensity(),
        ]
    )

    def work() -> list[float]:
        image = prepare(str(folder / "scan_0000.nii.gz")).numpy()[0]
        np.save(folder / "monai.npy", image.astype(np.float16))
        return _told(image)

    return work


def nnunets(folder: Path) -> Callable[[], Any]:
    """nnU-Net's preprocessing of the case with the plan of its default 3D configuration."""
    import os

    os.environ |= {f"nnUNet_{kind}": str(folder) for kind in ("raw", "preprocessed", "results")}
    from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
    from nnunetv2.training.dataloading.nnunet_dataset import comp_blosc2_params, nnUNetDatasetBlosc2
    from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

    resampling = {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None}
    values = {
        "mean": 0.0,
        "std": 300.0,
        "percentile_00_5": CLIP[0],
        "percentile_99_5": CLIP[1],
        "min": -1024,
        "max": 3000,
    }
    plans = PlansManager(
        {
            "plans_name": "nnUNetPlans",
            "transpose_forward": [0, 1, 2],
            "transpose_backward": [0, 1, 2],
            "image_reader_writer": "SimpleITKIO",
            "foreground_intensity_properties_per_channel": {"0": values},
            "configurations": {
                "3d_fullres": {
                    "spacing": list(TARGET_MM[::-1]),
                    "patch_size": [96, 160, 160],
                    "normalization_schemes": ["CTNormalization"],
                    "use_mask_for_norm": [False],
                    "preprocessor_name": "DefaultPreprocessor",
                    "architecture": {},
                    "resampling_fn_data": "resample_data_or_seg_to_shape",
                    "resampling_fn_data_kwargs": resampling,
                    "resampling_fn_seg": "resample_data_or_seg_to_shape",
                    "resampling_fn_seg_kwargs": {**resampling, "is_seg": True, "order": 1},
                }
            },
        }
    )
    configuration = plans.get_configuration("3d_fullres")
    told = {"channel_names": {"0": "CT"}, "labels": {"background": 0, "heart": 1}, "file_ending": ".nii.gz"}

    for earlier in folder.glob("nnunet*.b2nd"):
        earlier.unlink()  # it is not written over

    def work() -> list[float]:
        case = DefaultPreprocessor(verbose=False).run_case(
            [str(folder / "scan_0000.nii.gz")], None, plans, configuration, told
        )
        image, label = case[0], case[1]
        blocks, chunks = comp_blosc2_params(image.shape, tuple(configuration.patch_size))
        nnUNetDatasetBlosc2.save_case(image, label, {}, str(folder / "nnunet"), chunks=chunks, blocks=blocks)
        return _told(image[0])

    return work


def floor(folder: Path) -> Callable[[], Any]:
    """Decompress, and resample linearly once by OpenCV, slice by slice and then along the slices."""
    import nibabel as nib

    from segstudy.volumes.grids.resampling import resample

    def work() -> list[float]:
        scan = nib.load(folder / "scan_0000.nii.gz")
        voxels = np.asanyarray(scan.dataobj).T
        spacing = np.array(NATIVE_MM[::-1])
        shape = np.rint(np.array(voxels.shape) * spacing / np.array(TARGET_MM[::-1])).astype(int).tolist()
        scale = (np.array(TARGET_MM[::-1]) / spacing).tolist()
        return [*map(float, sorted(resample(voxels, shape, scale, [0.0] * 3, -1000).shape))]

    return work


SIDES = {"segstudy": ours, "MONAI": monais, "nnU-Net": nnunets, "the floor": floor}


def check(answers: dict[str, Any]) -> str:
    """All make a grid of the same size, give or take a voxel a side."""
    if "segstudy" not in answers:
        return "nothing to compare with"
    sizes = {side: found[:3] for side, found in answers.items()}
    assert all(np.abs(np.subtract(size, sizes["segstudy"])).max() <= 1 for size in sizes.values()), sizes
    return f"sizes: {sizes}"


if __name__ == "__main__":
    shape = {"type": int, "nargs": 3, "default": (512, 512, 200)}
    wanted = {"MONAI": 2, "nnU-Net": 5, "the floor": 1 / 1.5}
    main(
        __doc__,
        __file__,
        make,
        SIDES,
        check,
        lambda measured: print_table(measured, "segstudy", wanted),
        {"--shape": shape},
    )

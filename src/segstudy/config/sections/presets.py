"""`augmentations.<name>.preset:` transforms as others have them. Mirroring takes `mirror_axes` besides."""

from typing import NamedTuple

from segstudy.config.sections.transforms import Transforms


class Preset(NamedTuple):
    """Transforms that others use together.

    Attributes:
        transforms: With their probabilities and ranges.
        words: Whose they are.
        source: The publication, by its key in the report's references; empty where there is none.
    """

    transforms: Transforms
    words: str
    source: str = ""


# What nnU-Net does with slices and patches alike (Isensee et al. 2021); there, larger factors make smaller objects.
NNUNET = {
    "mirror": {"p": 1.0},
    "scale": {"p": 0.2, "low": 0.714, "high": 1.429},
    "noise": {"p": 0.1, "sd": 0.1},
    "blur": {"p": 0.2, "low": 0.5, "high": 1.0},
    "brightness": {"p": 0.15, "low": 0.75, "high": 1.25},
    "contrast": {"p": 0.15, "low": 0.75, "high": 1.25},
    "low_resolution": {"p": 0.25, "low": 0.5, "high": 1.0},
    "inverted_gamma": {"p": 0.1, "low": 0.7, "high": 1.5},
    "gamma": {"p": 0.3, "low": 0.7, "high": 1.5},
}

PRESETS = {
    "nnunet": Preset(
        Transforms.model_validate({**NNUNET, "rotate": {"p": 0.2, "degrees": 180.0}}),
        "nnU-Net's transforms for slices",
        "nnunet",
    ),
    "nnunet_3d": Preset(
        Transforms.model_validate({**NNUNET, "rotate": {"p": 0.2, "degrees": 30.0, "tilt_degrees": 30.0}}),
        "nnU-Net's transforms for patches",
        "nnunet",
    ),
    # without its median filter, quarter turns, transposition, gradients of brightness, local gamma and sharpening
    "nnunet_da5": Preset(
        Transforms.model_validate(
            {
                "mirror": NNUNET["mirror"],
                "rotate": {"p": 0.4, "degrees": 180.0},
                "scale": {"p": 0.2, "low": 0.7, "high": 1.43},
                "blur": {"p": 0.2, "low": 0.3, "high": 1.5},
                "noise": NNUNET["noise"],
                "shift": {"p": 0.1, "sd": 0.5},
                "contrast": {"p": 0.2, "low": 0.5, "high": 2.0},
                "low_resolution": {"p": 0.15, "low": 0.25, "high": 1.0},
                "inverted_gamma": {"p": 0.19, "low": 0.7, "high": 1.5},
                "cutout": {"p": 0.4, "count": 5, "share": 0.33},
            }
        ),
        "the strong transforms of nnU-Net (DA5), as far as there are such here",
        "nnunet",
    ),
    "segthor": Preset(
        Transforms.model_validate({"affine": {"p": 1.0, "degrees": 10.0, "scale": 0.1, "share": 0.039}}),
        "rotations by 10°, sizes by 10 % and shifts by 10 of 256 pixels",
    ),
    "thesis": Preset(
        Transforms.model_validate(
            {
                "mirror": {"p": 1.0},
                "affine": {"p": 0.3, "degrees": 45.0, "scale": 0.1, "share": 0.065},
                "grid_distortion": {"p": 0.3, "steps": 5, "limit": 0.3},
            }
        ),
        "flips, shifts, sizes, rotations and grid distortion",
    ),
    # one of both in half of the samples, the affine one four times as often
    "torchio": Preset(
        Transforms.model_validate(
            {
                "affine": {"p": 0.4, "degrees": 10.0, "tilt_degrees": 10.0, "scale": 0.1, "share": 0.0},
                "elastic": {"p": 0.1, "sd_px": 3.0, "spacing_px": 32},
            }
        ),
        "TorchIO's first example",
        "torchio",
    ),
}


def chosen_transforms(preset: str | None, own: Transforms | None) -> Transforms | None:
    """A preset's transforms, but where `own` says something; None where there are none at all."""
    if preset is None:
        return own
    theirs = PRESETS[preset].transforms
    return own.over(theirs) if own else theirs

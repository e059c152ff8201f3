"""`augmentations.<name>.transforms:` random changes of samples: each a file in `segstudy.transforms` and a field."""

from typing import Annotated, Any, NamedTuple

from pydantic import Field, model_validator

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import setting

Degrees = Annotated[float, Field(ge=0, le=180)]
Factor = Annotated[float, Field(gt=0, le=10)]


class Chance(Section):
    """A transform without a range."""

    p: Annotated[float, Field(ge=0, le=1, description="Probability with which a sample is changed so.")] = 0.2


class RotateSettings(Chance):
    """Rotation about the center."""

    degrees: Annotated[Degrees, Field(description="Largest rotation in the slices' plane, in degrees, either way.")] = (
        15.0
    )
    tilt_degrees: Annotated[
        Degrees, Field(description="The same in the two planes across slices, for patches; in degrees.")
    ] = 0.0


class ScaleSettings(Chance):
    """Change of size about the center, along all axes alike."""

    low: Annotated[Factor, Field(description="Smallest size, as a factor: below 1 reduces.")] = 0.9
    high: Annotated[Factor, Field(description="Largest size, as a factor: above 1 enlarges.")] = 1.1


class TranslateSettings(Chance):
    """Shift along every axis."""

    share: Annotated[float, Field(ge=0, le=1, description="Largest shift, as a share of the side, either way.")] = 0.05


class AffineSettings(RotateSettings):
    """Rotation, size and shift together, by one throw of the dice."""

    scale: Annotated[float, Field(ge=0, lt=1, description="Largest change of size: 0.1 is 0.9 to 1.1 times.")] = 0.1
    share: Annotated[float, Field(ge=0, le=1, description="Largest shift, as a share of the side, either way.")] = 0.05


class ElasticSettings(Chance):
    """Smooth random displacement, linear between control points."""

    sd_px: Annotated[
        float,
        Field(ge=0, le=100, description="Standard deviation of a control point's shift along an axis, in pixels."),
    ] = 3.0
    spacing_px: Annotated[int, Field(ge=4, le=512, description="Distance between control points, in pixels.")] = 32


class GridDistortionSettings(Chance):
    """Cells of a grid made wider and narrower, along each axis."""

    steps: Annotated[int, Field(ge=2, le=32, description="Cells along an axis.")] = 5
    limit: Annotated[float, Field(ge=0, lt=1, description="Largest change of a cell's width, as a share.")] = 0.3


class GammaSettings(Chance):
    """Intensities between a sample's lowest and highest to a power; mean and spread are kept."""

    low: Annotated[Factor, Field(description="Smallest power.")] = 0.7
    high: Annotated[Factor, Field(description="Largest power.")] = 1.5


class FactorSettings(Chance):
    """Intensities times a factor."""

    low: Annotated[Factor, Field(description="Smallest factor.")] = 0.75
    high: Annotated[
        Factor, Field(description="Largest factor; half of the draws are below 1 where the range has 1.")
    ] = 1.25


class SpreadSettings(Chance):
    """Something added, as large as a share of a sample's own spread."""

    sd: Annotated[
        float, Field(ge=0, le=10, description="Standard deviation, at most, as a share of the sample's own.")
    ] = 0.1


class BlurSettings(Chance):
    """Gaussian blur."""

    low: Annotated[float, Field(gt=0, le=20, description="Smallest standard deviation, in pixels.")] = 0.5
    high: Annotated[float, Field(gt=0, le=20, description="Largest standard deviation, in pixels.")] = 1.0


class LowResolutionSettings(Chance):
    """Pixels left out, and interpolated again."""

    low: Annotated[float, Field(gt=0, le=1, description="Smallest share of the pixels of a side that is kept.")] = 0.5
    high: Annotated[float, Field(gt=0, le=1, description="Largest share of the pixels of a side that is kept.")] = 1.0


class CutoutSettings(Chance):
    """Boxes filled with the sample's mean; label maps stay."""

    count: Annotated[int, Field(ge=1, le=50, description="Boxes, at most.")] = 3
    share: Annotated[float, Field(gt=0, le=1, description="Longest side of a box, as a share of the sample's.")] = 0.25


class MixupSettings(Chance):
    """Samples of a batch mixed with one another, and their losses as much."""

    alpha: Annotated[
        float, Field(gt=0, le=10, description="Shares are drawn from the beta distribution with this twice.")
    ] = 0.2


class TransformWords(NamedTuple):
    """What a methods text says of a transform.

    Attributes:
        name: In a sentence.
        source: Its publication, by its key in the report's references; empty for what is everybody's.
    """

    name: str
    source: str = ""


TRANSFORMS_IN_WORDS = {
    "mirror": TransformWords("mirroring"),
    "affine": TransformWords("rotation, scaling and shift together"),
    "rotate": TransformWords("rotation"),
    "scale": TransformWords("scaling"),
    "translate": TransformWords("shift"),
    "elastic": TransformWords("elastic deformation", "elastic"),
    "grid_distortion": TransformWords("grid distortion", "albumentations"),
    "low_resolution": TransformWords("simulated low resolution"),
    "blur": TransformWords("Gaussian blur"),
    "noise": TransformWords("Gaussian noise"),
    "brightness": TransformWords("brightness by a factor"),
    "shift": TransformWords("brightness by a summand"),
    "contrast": TransformWords("contrast"),
    "inverted_gamma": TransformWords("gamma of inverted intensities"),
    "gamma": TransformWords("gamma"),
    "cutout": TransformWords("cut-out boxes", "cutout"),
    "mixup": TransformWords("mixup", "mixup"),
}


class Transforms(Section):
    """Random changes, in the order in which they are made: first where things are, then how bright."""

    mirror: Annotated[
        Chance | None,
        Field(description="Mirroring, along each of the augmentation's `mirror_axes` by a coin of its own."),
    ] = None
    affine: Annotated[AffineSettings | None, Field(description="Rotation, size and shift by one throw.")] = None
    rotate: Annotated[RotateSettings | None, Field(description="Rotation about the center.")] = None
    scale: Annotated[ScaleSettings | None, Field(description="Change of size.")] = None
    translate: Annotated[TranslateSettings | None, Field(description="Shift.")] = None
    elastic: Annotated[ElasticSettings | None, Field(description="Smooth random displacement.")] = None
    grid_distortion: Annotated[GridDistortionSettings | None, Field(description="Wider and narrower cells.")] = None
    low_resolution: Annotated[LowResolutionSettings | None, Field(description="Fewer pixels, interpolated.")] = None
    blur: Annotated[BlurSettings | None, Field(description="Gaussian blur.")] = None
    noise: Annotated[SpreadSettings | None, Field(description="Gaussian noise.")] = None
    brightness: Annotated[FactorSettings | None, Field(description="Intensities times a factor.")] = None
    shift: Annotated[SpreadSettings | None, Field(description="One number added to all intensities.")] = None
    contrast: Annotated[
        FactorSettings | None, Field(description="Distances from the mean times a factor, inside the sample's range.")
    ] = None
    inverted_gamma: Annotated[GammaSettings | None, Field(description="Gamma of the inverted intensities.")] = None
    gamma: Annotated[GammaSettings | None, Field(description="Intensities to a power.")] = None
    cutout: Annotated[CutoutSettings | None, Field(description="Boxes without content.")] = None
    mixup: Annotated[MixupSettings | None, Field(description="Samples mixed with one another.")] = None

    @model_validator(mode="after")
    def _ranges(self) -> "Transforms":
        for name, values in self.used.items():
            low, high = getattr(values, "low", 0), getattr(values, "high", 0)
            if low > high:
                raise ValueError(f"{name}: `low` ({low:g}) should not be above `high` ({high:g})")
        return self

    @property
    def used(self) -> dict[str, Chance]:
        """Each transform that may change something, by name, in order."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: values for name, values in named.items() if isinstance(values, Chance) and values.p > 0}

    def over(self, preset: "Transforms") -> "Transforms":
        """These, and where they say nothing, those of `preset`."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return preset.model_copy(update={name: values for name, values in named.items() if values is not None})

    def in_words(self) -> str:
        """Each transform with its probability and range."""
        return "; ".join(
            f"{TRANSFORMS_IN_WORDS[name].name} ({_details_in_words(values.model_dump())})"
            for name, values in self.used.items()
        )


def _details_in_words(values: dict[str, Any]) -> str:
    named = {key.replace("_", " "): round(value, 4) for key, value in values.items()}
    return setting({"probability": named.pop("p"), **named})


# `module:attribute` of what changes samples by transforms.
AUGMENTER = "segstudy.transforms.augment:Augmenter"
# The two that are no change of one sample by interpolation: the augmenter makes them itself.
BUILT_IN = ("mirror", "mixup")


def builder_of_transform(name: str) -> str:
    """`module:attribute` of a transform: the file of its name."""
    return f"segstudy.transforms.{name}:TRANSFORM"


def transform_modules(transforms: Transforms | None) -> list[str]:
    """`module:attribute` of all that a job with these transforms loads."""
    if transforms is None:
        return []
    return [AUGMENTER, *(builder_of_transform(name) for name in transforms.used if name not in BUILT_IN)]

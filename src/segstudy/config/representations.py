"""`representations:` how slices are shown to a network, where not as they are."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from segstudy.config.section import Section

# What an arm has that names no other: slices as they are prepared.
CARTESIAN = "cartesian"
Side = Annotated[int, Field(ge=16, le=1024, multiple_of=8)]
Share = Annotated[float, Field(ge=0, le=1)]
PAPERS_HIGH = 0.4
# What is tried where `high` is tuned.
HIGHS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class PolarSettings(Section):
    """Slices unrolled about an object's center: rows are angles, columns distances (Benčević et al. 2021).

    size: pixels a side of what the network sees.
    jitter_chance, jitter: how often a training center is moved, and how far at most along rows and columns, as a
        share of the slice's smaller side.
    low, high: thresholds of the hysteresis that fuses the views of several objects: what is above `low` stays where
        it touches something above `high`. `tuned`: each fold's network gets the one of HIGHS, above `low`, with the
        highest Dice on its validation patients, once it is trained; until then the paper's.
    """

    kind: Literal["polar"] = "polar"
    size: Side = 256
    jitter_chance: Share = 0.3
    jitter: Share = 0.05
    low: Share = 0.0
    high: Share | Literal["tuned"] = PAPERS_HIGH

    @model_validator(mode="after")
    def _check(self) -> "PolarSettings":
        if self.high == "tuned":
            if self.low >= PAPERS_HIGH:
                raise ValueError(f"low ({self.low:g}) must be below {PAPERS_HIGH:g}, with which tuning begins")
        elif self.low >= self.high:
            raise ValueError(f"low ({self.low:g}) must be below high ({self.high:g})")
        return self


class CropSettings(Section):
    """Squares cut out around objects, at the slice's own resolution (Benčević et al. 2023).

    size: pixels a side of what the network sees, to which each square is resized.
    padding: around an object's box, as a share of the slice's smaller side.
    least_pixels: smaller objects are dropped. noise_px: each side of a training box is moved by up to so many pixels.
    """

    kind: Literal["crop"] = "crop"
    size: Side = 256
    padding: Share = 0.125
    least_pixels: Annotated[int, Field(ge=1)] = 5
    noise_px: Annotated[int, Field(ge=0, le=512)] = 16


def _kind(value: Any) -> Any:
    return value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)


RepresentationSettings = Annotated[
    Annotated[PolarSettings, Tag("polar")] | Annotated[CropSettings, Tag("crop")],
    Discriminator(_kind, custom_error_type="kind", custom_error_message="needs a `kind` (allowed: polar, crop)"),
]
# Those with default settings, for arms that name them.
DEFAULTS: dict[str, PolarSettings | CropSettings] = {"polar": PolarSettings(), "crop": CropSettings()}

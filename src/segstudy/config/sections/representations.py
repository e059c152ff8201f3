"""`representations:` how slices are shown to a network, where not as they are."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from segstudy.config.sections.section import Absent, Always, Section
from segstudy.config.sections.words import Cite, plural, short, times

# What an arm has that names no other: slices as they are prepared.
CARTESIAN = "cartesian"
Side = Annotated[int, Field(ge=16, le=1024, multiple_of=8)]
Share = Annotated[float, Field(ge=0, le=1)]
PAPERS_HIGH = 0.4
# What is tried where `high` is tuned.
HIGHS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class PolarSettings(Section):
    """Slices unrolled about an object's center: rows are angles, columns distances (Benčević et al. 2021)."""

    kind: Annotated[Literal["polar"], Always(), Field(description="Slices unrolled about each object's center.")] = (
        "polar"
    )
    size: Annotated[Side, Field(description="Pixels a side of what the network sees, divisible by 8.")] = 256
    jitter_chance: Annotated[Share, Field(description="How often a training center is moved, as a share.")] = 0.3
    jitter: Annotated[
        Share,
        Field(
            description="How far at most a training center is moved along rows and columns, as a share of the slice's "
            "smaller side."
        ),
    ] = 0.05
    low: Annotated[
        Share,
        Field(
            description="Lower threshold of the hysteresis that fuses the answers for several objects: what is "
            "above it stays where it touches something above `high`."
        ),
    ] = 0.0
    high: Annotated[
        Share | Literal["tuned"],
        Field(
            description="Upper threshold of that hysteresis. `tuned`: each fold's network gets the one of 0.1, 0.2 … "
            f"0.9, above `low`, with the highest Dice on its validation patients, once it is trained; until then "
            f"{PAPERS_HIGH}, the paper's."
        ),
    ] = PAPERS_HIGH

    @model_validator(mode="after")
    def _check(self) -> "PolarSettings":
        if self.high == "tuned":
            if self.low >= PAPERS_HIGH:
                raise ValueError(f"low ({self.low:g}) must be below {PAPERS_HIGH:g}, with which tuning begins")
        elif self.low >= self.high:
            raise ValueError(f"low ({self.low:g}) must be below high ({self.high:g})")
        return self

    def in_words(self, cite: Cite) -> str:
        """What the network saw, and how its answers were fused."""
        tuned = "a threshold chosen by Dice on the validation patients"
        return (
            f"slices unrolled about an object's centroid to {times([self.size] * 2)} pixels {cite('polar')}, as far as "
            f"the farthest corner; training centers moved with a probability of {short(self.jitter_chance)} by up to "
            f"{short(100 * self.jitter)} % of the smaller side; views fused by votes that count double around their "
            f"center, with hysteresis between {short(self.low)} and "
            f"{tuned if self.high == 'tuned' else short(self.high)}"
        )


class CropSettings(Section):
    """Squares cut out around objects, at the slice's own resolution (Benčević et al. 2023)."""

    kind: Annotated[Literal["crop"], Always(), Field(description="Squares cut out around each object.")] = "crop"
    size: Annotated[
        Side,
        Field(description="Pixels a side of what the network sees, divisible by 8; each square is resized to it."),
    ] = 256
    padding: Annotated[
        Share, Field(description="Padding around an object's box, as a share of what `padding_of` names, in pixels.")
    ] = 0.125
    padding_of: Annotated[
        Literal["view", "slice"],
        Absent("slice"),
        Field(
            description="What padding is a share of: `view`, the network's `size`, as published, so that an object "
            "fills a small view too; or `slice`, the slice's smaller side."
        ),
    ] = "view"
    least_side_px: Annotated[
        int,
        Absent(1),
        Field(
            ge=1,
            description="Objects are dropped whose box is shorter than so many pixels of the slice along both sides.",
        ),
    ] = 5
    least_pixels: Annotated[int, Absent(5), Field(ge=1, description="Objects of fewer pixels are dropped too.")] = 1
    noise_px: Annotated[
        int, Field(ge=0, le=512, description="Each side of a training box is moved by up to so many pixels.")
    ] = 16

    def in_words(self, cite: Cite) -> str:
        """What the network saw, and how its answers were fused."""
        return (
            f"squares about each object, padded by {self._padding_in_words()} and resized to "
            f"{times([self.size] * 2)} pixels {cite('segment_then_segment')}, objects shorter than "
            f"{self._least_in_words()} dropped, training boxes moved by up to {self.noise_px} pixels a side; views "
            "fused by OR"
        )

    def _least_in_words(self) -> str:
        few = f", or of fewer than {plural(self.least_pixels, 'pixel')}," if self.least_pixels > 1 else ""
        return f"{plural(self.least_side_px, 'pixel')} along both sides{few}"

    def _padding_in_words(self) -> str:
        if self.padding_of == "slice":
            return f"{short(100 * self.padding)} % of the slice"
        return f"{short(self.padding * self.size)} pixels"


def _kind(value: Any) -> Any:
    return value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)


RepresentationSettings = Annotated[
    Annotated[PolarSettings, Tag("polar")] | Annotated[CropSettings, Tag("crop")],
    Discriminator(_kind, custom_error_type="kind", custom_error_message="needs a `kind` (allowed: polar, crop)"),
]
# Those with default settings, for arms that name them.
DEFAULTS: dict[str, PolarSettings | CropSettings] = {"polar": PolarSettings(), "crop": CropSettings()}

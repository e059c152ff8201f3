"""`augmentations:` extra or changed training samples, made once into a cache or anew in every epoch."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from segstudy.config.sections.patches import ARRAY_AXES, Axis
from segstudy.config.sections.section import Section
from segstudy.config.sections.transforms import TRANSFORMS_IN_WORDS, Transforms
from segstudy.config.sections.words import listing, short

# What only the affine copies have.
COPIED = ("rotate_deg", "scale", "translate_px")


class AugmentationSettings(Section):
    """Affine copies of training slices, made once, never mirrored; or random changes by `transforms` or a `preset`."""

    copies: Annotated[
        int, Field(ge=1, le=20, description="Moved copies of each training slice, where copies are made.")
    ] = 1
    rotate_deg: Annotated[
        float, Field(ge=0, le=180, description="Largest rotation in the slice's plane, in degrees, either way.")
    ] = 10.0
    scale: Annotated[
        float, Field(ge=0, lt=1, description="Largest change of size, as a share: 0.1 is 0.9 to 1.1 times.")
    ] = 0.1
    translate_px: Annotated[
        float, Field(ge=0, description="Largest shift along rows and along columns, in pixels, either way.")
    ] = 10.0
    preset: Annotated[
        Literal["nnunet", "nnunet_3d", "nnunet_da5", "segthor", "thesis", "torchio"] | None,
        Field(description="Transforms as others have them; what `transforms` says of one comes first."),
    ] = None
    transforms: Annotated[
        Transforms | None,
        Field(description="Random changes, each with its probability and range; none keeps to copies."),
    ] = None
    mirror_axes: Annotated[
        list[Axis],
        Field(
            description="Axes along which samples may be mirrored, because left and right (or front and back, or up "
            "and down) may change places. A preset mirrors along these alone."
        ),
    ] = []
    online: Annotated[
        bool,
        Field(
            description="Whether transforms change each sample anew in every epoch; or else so many `copies` are made "
            "once."
        ),
    ] = True

    @model_validator(mode="after")
    def _transforms_or_copies(self) -> "AugmentationSettings":
        if not self.transforming:
            if self.mirror_axes or not self.online:
                raise ValueError("`mirror_axes` and `online` are about `transforms`: name some, or a `preset`")
            return self
        if given := [key for key in COPIED if key in self.model_fields_set]:
            raise ValueError(f"`{given[0]}` is of affine copies: say it under `transforms`, such as `affine`")
        if self.online and "copies" in self.model_fields_set:
            raise ValueError("`copies` are made once: say `online: false`, or leave them out")
        own = self.transforms.used if self.transforms else {}
        if "mirror" in own and not self.mirror_axes:
            raise ValueError("transforms.mirror needs `mirror_axes`: the axes that may be mirrored, such as [columns]")
        if "mixup" in own and not self.online:
            raise ValueError("transforms.mixup mixes the samples of a batch, which copies made once are not")
        return self

    @property
    def transforming(self) -> bool:
        """Whether samples are changed by transforms, and not by affine copies."""
        return self.transforms is not None or self.preset is not None

    @property
    def anew(self) -> bool:
        """Whether each sample is changed anew in every epoch."""
        return self.transforming and self.online

    @property
    def mirrored(self) -> tuple[int, ...]:
        """The array axes, of (slices, rows, columns), that may be mirrored."""
        return tuple(sorted(ARRAY_AXES[name] for name in set(self.mirror_axes)))

    @property
    def sources(self) -> list[str]:
        """Publications of the preset and of the transforms, by their keys in the report's references."""
        from segstudy.config.sections.presets import PRESETS, chosen_transforms

        chosen = chosen_transforms(self.preset, self.transforms) or Transforms()
        found = [PRESETS[self.preset].source] if self.preset else []
        found += [TRANSFORMS_IN_WORDS[name].source for name in chosen.used]
        return [source for source in dict.fromkeys(found) if source]

    def in_words(self) -> str:
        """How training samples are made more, or changed."""
        from segstudy.config.sections.presets import PRESETS, chosen_transforms

        if not self.transforming:
            return (
                f"{self._copies_in_words()}, rotated by up to ±{short(self.rotate_deg)}°, scaled by "
                f"{short(round(1 - self.scale, 6))} to {short(round(1 + self.scale, 6))} and moved by up to "
                f"±{short(self.translate_px)} pixels, never mirrored"
            )
        made = "each training sample changed anew in every epoch" if self.online else self._copies_in_words()
        whose = f" by {PRESETS[self.preset].words}" if self.preset else ""
        mirrored = f"along {listing(self.mirror_axes)}" if self.mirror_axes else "never"
        transforms = chosen_transforms(self.preset, self.transforms) or Transforms()
        if not self.mirror_axes:
            transforms = transforms.model_copy(update={"mirror": None})
        return f"{made}{whose}: {transforms.in_words()}; mirrored {mirrored}"

    def _copies_in_words(self) -> str:
        return f"each training slice {'once' if self.copies == 1 else f'{self.copies} times'} more"

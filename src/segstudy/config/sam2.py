"""`model: {sam2_prompted: …}` and `model: {sam2_video: …}`: SAM 2 as it comes, prompted by another arm."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from segstudy.config.section import Section

PROMPTED, VIDEO, TUNED = "sam2_prompted", "sam2_video", "sam2_tuned"
# What needs no training: prompts from another arm's prediction are all these are told of a case.
ZERO_SHOT = (PROMPTED, VIDEO)
# The checkpoint that is none: a small network with random weights, for tests of the machinery.
RANDOM = "random"
WHERE = (
    "name the folder of a checkpoint (`config.json`, `model.safetensors`): download one of facebook/sam2.1-hiera-tiny, "
    "-small, -base-plus or -large from Hugging Face (Apache-2.0); `checkpoint: random` is a small network with random "
    "weights, for tests of the machinery only"
)

WindowName = Literal["soft_tissue", "lung", "bone"]
Prompt = Literal["box", "center", "negative", "mask"]


class PromptedSettings(Section):
    """SAM 2 on one slice after the other, prompted for every piece of every organ that the source arm sees there.

    checkpoint: see WHERE. image_size: pixels a side of what the network sees; none for the checkpoint's own.
    windows: of the three channels, or one for all of them.
    prompts: of each piece its box, its center point, center points of its nearest neighbors as what it is not
        (`negatives` of them at most), its mask.
    pieces: the most pieces of one organ in one slice, the largest first. least_pixels: smaller pieces are no prompt.
    """

    checkpoint: str | None = None
    image_size: Annotated[int, Field(ge=64, le=2048, multiple_of=32)] | None = None
    windows: list[WindowName] = ["soft_tissue"]
    prompts: Annotated[list[Prompt], Field(min_length=1)] = ["box", "center", "negative"]
    negatives: Annotated[int, Field(ge=1, le=8)] = 2
    pieces: Annotated[int, Field(ge=1, le=16)] = 4
    least_pixels: Annotated[int, Field(ge=1)] = 4
    threads: Annotated[int, Field(ge=1, le=64)] = 2

    @model_validator(mode="after")
    def _check(self) -> "PromptedSettings":
        if self.checkpoint is None:
            raise ValueError(f"checkpoint is missing: {WHERE}")
        if len(self.windows) not in (1, 3):
            raise ValueError(f"windows: one for all three channels, or three, not {len(self.windows)}")
        if self.prompts == ["negative"]:
            raise ValueError("prompts: `negative` alone says only what is not meant; add `box`, `center` or `mask`")
        return self

    def told(self) -> dict[str, Any]:
        """What differs from the defaults, as plain values."""
        return self.model_dump(mode="json", exclude_defaults=True)


class VideoSettings(PromptedSettings):
    """SAM 2 on the slices as a video, prompted once an organ, where the source arm's organ is largest.

    prompts: of the whole organ in that slice: its mask, or points and box; SAM 2 takes no mask beside others.
    """

    prompts: Annotated[list[Prompt], Field(min_length=1)] = ["mask"]

    @model_validator(mode="after")
    def _check_video(self) -> "VideoSettings":
        if "mask" in self.prompts and len(self.prompts) > 1:
            raise ValueError("prompts: in a video SAM 2 takes a mask alone, or the other prompts without one")
        return self


SETTINGS: dict[str, type[PromptedSettings]] = {PROMPTED: PromptedSettings, VIDEO: VideoSettings}


def zero_shot_settings(model: str, arguments: dict[str, Any]) -> PromptedSettings:
    """The settings of an arm whose model is among ZERO_SHOT. Raises pydantic's ValidationError."""
    return SETTINGS[model](**arguments)

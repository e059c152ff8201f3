"""`model: {sam2_prompted: …}` and `model: {sam2_video: …}`: SAM 2 as it comes, prompted by another arm."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from segstudy.config.sections.section import Section
from segstudy.config.sections.words import listing

PROMPTED, VIDEO, TUNED = "sam2_prompted", "sam2_video", "sam2_tuned"
# As a methods text calls them, and what it cites.
NAMES = {PROMPTED: "SAM 2, prompted", VIDEO: "SAM 2, slices as video"}
SOURCE = "sam2"
# What needs no training: all these know of a case are prompts from another arm's prediction.
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
    """SAM 2 on one slice after the other, prompted for every piece of every organ that the source arm sees there."""

    checkpoint: Annotated[
        str | None,
        Field(
            description="Folder of a checkpoint (`config.json`, `model.safetensors`), which is needed; `random` is a "
            "small network with random weights, for tests of the machinery only."
        ),
    ] = None
    image_size: Annotated[
        Annotated[int, Field(ge=64, le=2048, multiple_of=32)] | None,
        Field(description="Pixels a side of what the network sees, divisible by 32; none takes the checkpoint's own."),
    ] = None
    windows: Annotated[
        list[WindowName],
        Field(description="Windows of Hounsfield units: three, one a channel, or one for all three channels."),
    ] = ["soft_tissue"]
    prompts: Annotated[
        list[Prompt],
        Field(
            min_length=1,
            description="What is told of each piece: its box, its center point, center points of its nearest neighbors "
            "as what it is not (`negative`), its mask.",
        ),
    ] = ["box", "center", "negative"]
    negatives: Annotated[int, Field(ge=1, le=8, description="At most so many points of `negative`.")] = 2
    pieces: Annotated[
        int, Field(ge=1, le=16, description="The most pieces of one organ in one slice, the largest first.")
    ] = 4
    least_pixels: Annotated[int, Field(ge=1, description="Pieces of fewer pixels are no prompt.")] = 4
    threads: Annotated[
        int,
        Field(ge=1, le=64, description="Processor threads; part of the result, because sums depend on it."),
    ] = 2

    @model_validator(mode="after")
    def _check(self) -> "PromptedSettings":
        if self.checkpoint is None:
            raise ValueError(f"checkpoint is missing: {WHERE}")
        if len(self.windows) not in (1, 3):
            raise ValueError(f"windows: one for all three channels, or three, not {len(self.windows)}")
        if self.prompts == ["negative"]:
            raise ValueError("prompts: `negative` alone says only what is not meant; add `box`, `center` or `mask`")
        return self

    def in_words(self, source: str) -> str:
        """How it was prompted, and with which weights.

        Args:
            source: Where the prompts came from, in words.
        """
        weights = "random weights, in a small network" if self.checkpoint == RANDOM else f"weights {self.checkpoint}"
        windows = listing([name.replace("_", " ") for name in self.windows])
        return f"{self._prompted_in_words()}, from {source}; {weights}; window {windows}"

    def _prompted_in_words(self) -> str:
        return f"prompted in every slice by {self._kinds_in_words()} of each connected piece"

    def _kinds_in_words(self) -> str:
        kinds = {"box": "boxes", "center": "center points", "negative": "points on other organs", "mask": "masks"}
        return listing([kinds[prompt] for prompt in self.prompts])


class VideoSettings(PromptedSettings):
    """SAM 2 on the slices as a video, prompted once an organ, where the source arm's organ is largest."""

    prompts: Annotated[
        list[Prompt],
        Field(
            min_length=1,
            description="What is told of the whole organ in that slice: its mask, or points and box; SAM 2 takes no "
            "mask beside others.",
        ),
    ] = ["mask"]

    @model_validator(mode="after")
    def _check_video(self) -> "VideoSettings":
        if "mask" in self.prompts and len(self.prompts) > 1:
            raise ValueError("prompts: in a video SAM 2 takes a mask alone, or the other prompts without one")
        return self

    def _prompted_in_words(self) -> str:
        return (
            f"slices as a video, prompted by {self._kinds_in_words()} of each organ in its largest slice and carried "
            "on both ways"
        )


SETTINGS: dict[str, type[PromptedSettings]] = {PROMPTED: PromptedSettings, VIDEO: VideoSettings}


def zero_shot_settings(model: str, arguments: dict[str, Any]) -> PromptedSettings:
    """The settings of an arm whose model is among ZERO_SHOT.

    Raises:
        pydantic.ValidationError: The arguments fit no such model.
    """
    return SETTINGS[model](**arguments)

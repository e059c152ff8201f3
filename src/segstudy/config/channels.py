"""`training.channels:` what a network for slices is shown besides the slice itself."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from segstudy.config.arms import ArmSettings
from segstudy.config.messages import Problem
from segstudy.config.section import Section
from segstudy.models.registry import MODELS, dimensions

if TYPE_CHECKING:
    from segstudy.config.study import StudySettings

ONE_CHANNEL = "sam2_tuned"


class ChannelSettings(Section):
    """Further channels of a sample; by default there is none.

    depth: one that holds the slice's height i/n in every pixel: slice i of n, from 0 at the feet (as slices run with
        the preparation's orientation).
    neighbors: so many slices below and as many above are channels too (2.5D); beyond an end, the last slice again.
    """

    depth: bool = False
    neighbors: Annotated[int, Field(ge=0, le=8)] = 0

    @property
    def count(self) -> int:
        """Channels of a sample."""
        return 1 + 2 * self.neighbors + self.depth


def check_channels(study: "StudySettings", arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Where further channels do not go with `arm`'s model, representation or augmentation."""
    own = arm.training.get("channels")
    told = own if own is not None else study.training.channels and study.training.channels.model_dump()
    if not isinstance(told, dict) or not any(told.values()) or arm.model_name not in MODELS:
        return
    key = f"{where}.training.channels"
    if dimensions(arm.model_name) == 3:
        if own:
            yield Problem(key, f"{arm.model_name} sees volumes, heights and neighbors included; leave them out")
    elif arm.model_name == ONE_CHANNEL:
        yield Problem(key, f"{arm.model_name} makes its channels of the slice itself; say `channels: null`")
    elif arm.representation != "cartesian":
        yield Problem(key, f"a view (`{arm.representation}`) has one channel; say `channels: null` here")
    elif told.get("neighbors") and arm.augmentation:
        yield Problem(f"{key}.neighbors", "augmentation moves each slice by itself, so that neighbors would not match")

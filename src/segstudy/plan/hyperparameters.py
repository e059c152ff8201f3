"""What predicts an arm was made with, as a report shows it."""

from dataclasses import dataclass
from typing import Any

from segstudy.config.sections.given import GivenSettings
from segstudy.config.sections.layers import layered
from segstudy.config.sections.nnunet import NnunetSettings
from segstudy.config.sections.representations import RepresentationSettings
from segstudy.config.sections.sam2 import PromptedSettings, VideoSettings
from segstudy.config.sections.spec import Spec
from segstudy.config.sections.training import TrainingSettings


@dataclass(frozen=True)
class Hyperparameters(Spec):
    """Settings of one kind, and what belongs to them.

    Attributes:
        training: Of a network of this project's.
        nnunet: Of nnU-Net.
        prompted: Of SAM 2 on one slice after the other.
        video: Of SAM 2 on the slices as a video.
        searched: Keys of `training:` that a search fills in, as `tuned`, and those that the arm itself says then.
        representation: How slices are shown to the network.
        source_arm: The arm whose predictions it starts from.
        members: The arms of an ensemble.
        given: Of predictions that were made elsewhere.
        control: Which control it is.
    """

    training: TrainingSettings | None = None
    nnunet: NnunetSettings | None = None
    prompted: PromptedSettings | None = None
    video: VideoSettings | None = None
    searched: dict[str, Any] | None = None
    representation: RepresentationSettings | None = None
    source_arm: str | None = None
    members: tuple[str, ...] | None = None
    given: GivenSettings | None = None
    control: str | None = None

    def in_full(self) -> dict[str, Any]:
        """All of them, by name, as plain values."""
        if self.members is not None:
            return {"training": "none", "members": list(self.members)}
        if self.given:
            return {"training": "elsewhere", **self.given.spec()}
        if self.control:
            return {"training": "none", "control": self.control}
        if zero_shot := self.prompted or self.video:
            return {"training": "none", "source arm": self.source_arm, **zero_shot.model_dump(mode="json")}
        fitted = self.training or self.nnunet
        values = layered(fitted.model_dump(mode="json") if fitted else {}, self.searched or {})
        if self.representation:
            values |= {"representation": self.representation.model_dump(mode="json"), "source arm": self.source_arm}
        return values

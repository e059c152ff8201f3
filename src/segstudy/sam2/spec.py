"""What SAM 2 without training is handed."""

from dataclasses import dataclass
from typing import Self

from segstudy.config.sections.sam2 import PromptedSettings, VideoSettings
from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class Sam2Spec(Spec):
    """How SAM 2 predicts a case.

    Attributes:
        organs: Label integers by name, in the study's order.
        prompted: Its settings where it sees one slice after the other.
        video: Its settings where it sees the slices as a video.
    """

    organs: dict[str, int]
    prompted: PromptedSettings | None = None
    video: VideoSettings | None = None

    @classmethod
    def of(cls, settings: PromptedSettings, organs: dict[str, int]) -> Self:
        """The spec with these settings, of either kind."""
        if isinstance(settings, VideoSettings):
            return cls(organs, video=settings)
        return cls(organs, prompted=settings)

    @property
    def settings(self) -> PromptedSettings:
        """Those of the kind that was chosen."""
        chosen = self.video or self.prompted
        assert chosen is not None
        return chosen

"""`arms:` the rows of the study's table."""

from typing import Any

from segstudy.config.data import Name
from segstudy.config.section import Section


class ArmSettings(Section):
    """One arm; what it does not say, the study's defaults say.

    model: a model's name, or `{name: {argument: value}}`.
    training: hyper-parameters that differ from the study's `training:`.
    """

    name: Name
    model: str | dict[str, dict[str, Any]] = "enet"
    preparation: str
    augmentation: str | None = None
    postprocessing: str | None = None
    training: dict[str, Any] = {}

    @property
    def model_name(self) -> str:
        """The model's name in the registry."""
        return self.model if isinstance(self.model, str) else next(iter(self.model))

    @property
    def model_arguments(self) -> dict[str, Any]:
        """What the model is built with, besides channels and classes."""
        return {} if isinstance(self.model, str) else self.model[self.model_name]

"""`arms:` the rows of the study's table."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from segstudy.config.data import Name
from segstudy.config.ensembles import ENSEMBLE
from segstudy.config.representations import CARTESIAN
from segstudy.config.section import Section


class ArmSettings(Section):
    """One arm; what it does not say, the study's defaults say.

    model: a model's name, or `{name: {argument: value}}`.
    preparation: every arm has one but nnU-Net's, which prepares by its own rules, and SAM 2's without training.
    ensemble_of: the arms whose probabilities this one is the mean of; it has no model, preparation or training.
    representation: how slices are shown to the network: `cartesian`, one of `representations:`, or `polar` or `crop`
        with its defaults. Of a case, what is shown follows from where `source_arm` has its organs.
    source_arm: the arm whose predictions this one starts from, where its model or representation does; `truth` in an
        oracle.
    inference: how a network for volumes is applied, one of `inferences:`; none for windows that overlap by half.
    uncertainty: how it is found out how sure the arm is, one of `uncertainties:`; none asks nothing.
    training: hyper-parameters that differ from the study's `training:`.
    tuned: the search under `tuning:` whose answer comes before the study's hyper-parameters, and after `training`.
    training_fraction: the share of the training patients that are learned from. A smaller share is a part of
        every larger one; validation patients stay the same.
    """

    name: Name
    model: str | dict[str, dict[str, Any]] = "enet"
    preparation: str | None = None
    augmentation: str | None = None
    representation: str = CARTESIAN
    inference: str | None = None
    uncertainty: str | None = None
    postprocessing: str | None = None
    training: dict[str, Any] = {}
    tuned: str | None = None
    source_arm: str | None = None
    ensemble_of: list[str] | None = None
    training_fraction: Annotated[float, Field(gt=0, le=1)] = 1.0

    @model_validator(mode="before")
    @classmethod
    def _an_ensemble_has_no_model(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("ensemble_of") is not None:
            return {"model": ENSEMBLE, **value}
        return value

    @property
    def model_name(self) -> str:
        """The model's name in the registry."""
        return self.model if isinstance(self.model, str) else next(iter(self.model))

    @property
    def model_arguments(self) -> dict[str, Any]:
        """What the model is built with, besides channels and classes."""
        return {} if isinstance(self.model, str) else self.model[self.model_name]

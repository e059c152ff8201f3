"""`arms:` the rows of the study's table."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from segstudy.config.sections.ensembles import ENSEMBLE
from segstudy.config.sections.given import CONTROL, GIVEN, Control, GivenSettings
from segstudy.config.sections.mean_teacher import MeanTeacherSettings
from segstudy.config.sections.names import ArmName, folder_of
from segstudy.config.sections.pseudo_labels import PseudoLabelSettings
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.section import Section
from segstudy.config.sections.source_arms import is_oracle, source_in_words
from segstudy.config.sections.start import StartSettings
from segstudy.config.sections.words import listing

INSTEAD_OF_A_MODEL = {"ensemble_of": ENSEMBLE, "given": GIVEN, "control": CONTROL}


class ArmSettings(Section):
    """One arm; what it does not say, the study's defaults say."""

    name: Annotated[
        ArmName,
        Field(
            description="The arm's name, of which there is one; in a `grid`, how all names begin. It may have spaces; "
            "its folders have `_` there."
        ),
    ]
    model: Annotated[
        str | dict[str, dict[str, Any]],
        Field(description="A model's name, or `{name: {argument: value}}`."),
    ] = "enet"
    preparation: Annotated[
        str | None,
        Field(
            description="One of `preparations:`. Every arm has one but nnU-Net's, which prepares by its own rules, and "
            "SAM 2's without training."
        ),
    ] = None
    augmentation: Annotated[str | None, Field(description="One of `augmentations:`; none augments nothing.")] = None
    representation: Annotated[
        str,
        Field(
            description="How slices are shown to the network: `cartesian`, one of `representations:`, or `polar` or "
            "`crop` with its defaults. Of a case, what is shown follows from where `source_arm` has its organs."
        ),
    ] = CARTESIAN
    inference: Annotated[
        str | None,
        Field(
            description="How a network for volumes is applied, one of `inferences:`; none for windows that overlap by "
            "half."
        ),
    ] = None
    uncertainty: Annotated[
        str | None,
        Field(description="How it is found out how sure the arm is, one of `uncertainties:`; none asks nothing."),
    ] = None
    postprocessing: Annotated[
        str | None, Field(description="One of `postprocessings:`; none leaves predictions as they are.")
    ] = None
    training: Annotated[
        dict[str, Any], Field(description="Hyper-parameters that differ from the study's `training:`.")
    ] = {}
    tuned: Annotated[
        str | None,
        Field(
            description="The search under `tuning:` whose answer comes before the study's hyper-parameters, and after "
            "the arm's `training`."
        ),
    ] = None
    source_arm: Annotated[
        str | None,
        Field(
            description="The arm whose predictions this one starts from, where its model or representation does; "
            "`truth` in an oracle, whose name ends in `_oracle`."
        ),
    ] = None
    ensemble_of: Annotated[
        list[str] | None,
        Field(
            description="The arms whose probabilities this one is the mean of; it has no model, preparation or "
            "training."
        ),
    ] = None
    given: Annotated[
        GivenSettings | None,
        Field(description="Label maps that were made elsewhere; the arm has no model, preparation or training."),
    ] = None
    control: Annotated[
        Control | None,
        Field(
            description="A bound for the other arms: `truth` (the label maps themselves), `empty`, or `mean_atlas` "
            "(what lies at the same place of the volume in most training patients); likewise without a model."
        ),
    ] = None
    start_from: Annotated[
        StartSettings | None,
        Field(description="The weights that the network begins with; none draws them at random, but for the model's."),
    ] = None
    pseudo_labels: Annotated[
        PseudoLabelSettings | None,
        Field(
            description="Labels that another arm predicts where nobody drew any, from which this one learns besides; "
            "none learns from drawn ones alone."
        ),
    ] = None
    learn_from: Annotated[
        str | None,
        Field(description="The one of `data_sets:` whose patients are learned from; none learns from all."),
    ] = None
    mean_teacher: Annotated[
        MeanTeacherSettings | None,
        Field(
            description="How the arm learns besides from cases without a label map: to say the same of them as a "
            "moving average of its own weights (`training.ema`, 0.99 where it is not set); none does not."
        ),
    ] = None
    training_fraction: Annotated[
        float,
        Field(
            gt=0,
            le=1,
            description="Share of the training patients that are learned from. A smaller share is a part of every "
            "larger one; validation patients stay the same.",
        ),
    ] = 1.0

    training_draw: Annotated[
        int,
        Field(
            ge=0,
            le=99,
            description="Which draw of patients a smaller share is: 0 is a part of every larger share; 1, 2 … are "
            "drawn anew. Arms that differ in their draws alone are one point of a learning curve, with its spread.",
        ),
    ] = 0

    @model_validator(mode="before")
    @classmethod
    def _what_has_no_model(cls, value: Any) -> Any:
        for key, instead in INSTEAD_OF_A_MODEL.items():
            if isinstance(value, dict) and value.get(key) is not None:
                return {"model": instead, **value}
        return value

    @property
    def folder(self) -> str:
        """What its folders are called."""
        return folder_of(self.name)

    @property
    def is_made_here(self) -> bool:
        """Whether a network predicts it, and not a person or a program elsewhere."""
        return self.model not in (GIVEN, CONTROL)

    @property
    def model_name(self) -> str:
        """The model's name in the registry; empty where the file names none."""
        return self.model if isinstance(self.model, str) else next(iter(self.model), "")

    @property
    def model_arguments(self) -> dict[str, Any]:
        """What the model is built with, besides channels and classes."""
        return {} if isinstance(self.model, str) else self.model.get(self.model_name, {})

    def members_in_words(self) -> str:
        """Which arms an ensemble is the mean of."""
        return f"{self.name} of {listing(self.ensemble_of or [])}"

    def source_in_words(self) -> str:
        """What the arm starts from."""
        return source_in_words(self.source_arm)


def is_bound(arm: ArmSettings) -> bool:
    """Whether `arm` bounds the others and is no answer of a study: an oracle or a control."""
    return arm.control is not None or is_oracle(arm.name)

"""The whole configuration of a study."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.config.sections.case_sets import CaseSet
from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.config.sections.correction import CorrectionSettings
from segstudy.config.sections.data import DataSettings
from segstudy.config.sections.evaluation import EvaluationSettings
from segstudy.config.sections.folds import FoldSettings
from segstudy.config.sections.grid import Grids, Remembered, expand_arms, grids_of
from segstudy.config.sections.grow import GrowSettings
from segstudy.config.sections.inference import InferenceSettings
from segstudy.config.sections.layers import layered, without_budget
from segstudy.config.sections.mean_teacher import DECAY
from segstudy.config.sections.names import Name
from segstudy.config.sections.postprocessing import PostprocessingSettings
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.config.sections.reference_results import ReferenceResults
from segstudy.config.sections.report import ReportSettings
from segstudy.config.sections.representations import DEFAULTS, CropSettings, PolarSettings, RepresentationSettings
from segstudy.config.sections.section import Section
from segstudy.config.sections.tissues import TissueSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.config.sections.tuning import SearchSettings
from segstudy.config.sections.uncertainty import UncertaintySettings
from segstudy.config.sections.words import listing
from segstudy.tables.metrics import in_unit


class StudySettings(Section):
    """One study: everything `results/<study>/` is made from, besides the scans."""

    study: Annotated[Name, Field(description="The study's name; its results are in `results/<study>/`.")]
    seed: Annotated[int, Field(ge=0, lt=2**31, description="The seed of all chance; the first, where several.")] = 42
    seeds: Annotated[
        int, Field(ge=1, le=100, description="How often each training is repeated: with `seed`, `seed` + 1 and so on.")
    ] = 1
    data: Annotated[DataSettings, Field(description="Where the cases are and what their labels mean.")]
    evaluate_on: Annotated[
        dict[Name, CaseSet],
        Field(
            description="Sets of cases that are tested on and never learned from, by name: patterns of case names, or "
            "cases of their own."
        ),
    ] = {}
    data_sets: Annotated[
        dict[Name, CaseSet],
        Field(
            description="Parts of the cases, by name: patterns of case names, or cases of their own. An arm may "
            "learn from one of them alone (`learn_from`), and all are tested on all, each case by a network that never "
            "saw its patient."
        ),
    ] = {}
    correction: Annotated[
        CorrectionSettings | None,
        Field(description="How displaced labels are repaired; `none` looks for none."),
    ] = None
    folds: Annotated[FoldSettings, Field(description="How cases are held out.")] = FoldSettings()
    preparations: Annotated[
        dict[Name, PreparationSettings],
        Field(description="Treatments of a volume before the network, by name."),
    ] = {}
    augmentations: Annotated[
        dict[Name, AugmentationSettings], Field(description="Ways to make extra training samples, by name.")
    ] = {}
    representations: Annotated[
        dict[Name, RepresentationSettings],
        Field(description="Ways to show slices to a network, by name, where not as they are."),
    ] = {}
    tuning: Annotated[
        dict[Name, SearchSettings],
        Field(description="Searches for hyper-parameters, and answers that are known already, by name."),
    ] = {}
    training: Annotated[
        TrainingSettings, Field(description="How networks are fitted, where an arm does not say otherwise.")
    ] = TrainingSettings()
    inferences: Annotated[
        dict[Name, InferenceSettings], Field(description="Ways to apply a network for volumes, by name.")
    ] = {}
    uncertainties: Annotated[
        dict[Name, UncertaintySettings], Field(description="Ways to find out how sure an arm is, by name.")
    ] = {}
    postprocessings: Annotated[
        dict[Name, PostprocessingSettings], Field(description="Treatments of a predicted label map, by name.")
    ] = {}
    tissues: Annotated[
        dict[Name, TissueSettings], Field(description="Tissues that are measured within an organ, by name.")
    ] = {}
    evaluation: Annotated[EvaluationSettings, Field(description="What metrics are measured with.")] = (
        EvaluationSettings()
    )
    arms: Annotated[
        list[ArmSettings],
        Field(
            min_length=1,
            description="The rows of the study's table. An entry with `grid:` stands for every combination of its "
            "options.",
        ),
    ]
    grow: Annotated[
        GrowSettings | None,
        Field(
            description="Learning curves that ask whom to draw next, on patients who are drawn already; none asks "
            "nothing."
        ),
    ] = None
    comparisons: Annotated[
        ComparisonSettings,
        Field(
            validate_default=True,
            description="Which arms are tested against which, on what; where it is left out, each against the first.",
        ),
    ] = ComparisonSettings()
    reference_results: Annotated[
        ReferenceResults | None, Field(description="Published numbers to set beside the measured ones.")
    ] = None
    report: Annotated[ReportSettings, Field(description="What the report shows.")] = ReportSettings()

    _remembered: Remembered = PrivateAttr(default=Remembered())

    @model_validator(mode="wrap")
    @classmethod
    def _remember_grids(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        study = handler(value)
        if isinstance(value, Mapping):
            study._remembered = Remembered(grids_of(value.get("arms")))
        return study

    @property
    def grids(self) -> Grids:
        """Of each `grid` of the file: the endings of each of its items, and those that each arm has of them."""
        return self._remembered.grids

    @field_validator("arms", mode="before")
    @classmethod
    def _expand_arms(cls, value: Any) -> Any:
        return expand_arms(value)

    @field_validator("correction", mode="before")
    @classmethod
    def _no_correction(cls, value: Any) -> Any:
        return None if value == "none" else value

    @property
    def grown_arm(self) -> str:
        """The arm whose networks learn from more and more patients, where the study asks for any."""
        return (self.grow.arm if self.grow else None) or self.comparisons.baseline or self.arms[0].name

    @property
    def learns(self) -> bool:
        """Whether anything is learned from the cases, so that some are held out."""
        return any(arm.is_made_here or arm.control == "mean_atlas" for arm in self.arms)

    def preparation(self, arm: ArmSettings) -> PreparationSettings | None:
        """The preparation of `arm`; None where it has none, or one that is not there."""
        return self.preparations.get(arm.preparation or "")

    def search(self, arm: ArmSettings) -> SearchSettings | None:
        """The search, or the answer known already, whose hyper-parameters `arm` takes; None as above."""
        return self.tuning.get(arm.tuned or "")

    def inference(self, arm: ArmSettings) -> InferenceSettings | None:
        """How the network for volumes of `arm` is applied; None as above."""
        return self.inferences.get(arm.inference or "")

    def training_settings(self, arm: ArmSettings) -> TrainingSettings:
        """The hyper-parameters of `arm`: the study's, those known from tuning, what the arm says; later ones win.

        What a search will find is not among them.
        """
        search = self.search(arm)
        tuned = {**without_budget(search.training), **search.known_training} if search else {}
        settings = TrainingSettings(**layered(self.training.model_dump(), tuned, arm.training))
        if arm.mean_teacher and settings.ema is None:
            return settings.model_copy(update={"ema": DECAY})
        return settings

    def model_arguments(self, arm: ArmSettings) -> dict[str, Any]:
        """What the model of `arm` is built with, as far as it is known without searching."""
        search = self.search(arm)
        tuned = {**search.model_arguments, **search.known_arguments} if search else {}
        return {**tuned, **arm.model_arguments}

    def representation_settings(self, arm: ArmSettings) -> PolarSettings | CropSettings | None:
        """How slices are shown to the network of `arm`; None as they are."""
        return {**DEFAULTS, **self.representations}.get(arm.representation)

    @field_validator("comparisons")
    @classmethod
    def _the_first_arm_is_the_baseline(cls, value: ComparisonSettings, info: ValidationInfo) -> ComparisonSettings:
        arms = info.data.get("arms")
        return value.model_copy(update={"baseline": arms[0].name}) if arms and not value.baseline else value

    @field_validator("comparisons")
    @classmethod
    def _distances_in_the_unit_of_the_data(cls, value: ComparisonSettings, info: ValidationInfo) -> ComparisonSettings:
        unit = info.data["data"].unit if "data" in info.data else "mm"
        if "metrics" not in value.model_fields_set:
            value = value.model_copy(update={"metrics": in_unit(value.metrics, unit)})
        for metric, other in zip(value.metrics, in_unit(value.metrics, unit), strict=True):
            if metric != other:
                why = " (no `data.images.pixel_mm` says how large a pixel is)" if unit == "px" else ""
                raise ValueError(f"metrics: distances of this study are in {unit}{why}: {other}, not {metric}")
        named = {"primary": [value.primary] if value.primary else [], "margin": list(value.margin)}
        for key, metrics in named.items():
            for metric in metrics:
                if metric not in value.metrics:
                    raise ValueError(
                        f"{key}: {metric} is none of the metrics that are compared: {listing(value.metrics)}"
                    )
        return value

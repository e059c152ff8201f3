"""The whole configuration of a study, and what must hold between its sections."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from segstudy.config.arms import ArmSettings
from segstudy.config.augmentation import AugmentationSettings
from segstudy.config.channels import check_channels
from segstudy.config.comparisons import ComparisonSettings, in_unit
from segstudy.config.correction import CorrectionSettings
from segstudy.config.data import DataSettings, Name
from segstudy.config.dimensions import check_dimensions
from segstudy.config.ensembles import ENSEMBLE, check_ensemble
from segstudy.config.folds import FoldSettings
from segstudy.config.grid import expand_arms
from segstudy.config.inference import InferenceSettings
from segstudy.config.layers import layered, without_budget
from segstudy.config.messages import Problem, closest, problems_of, shown
from segstudy.config.nnunet import MODEL as NNUNET
from segstudy.config.nnunet_check import check_nnunet
from segstudy.config.postprocessing import PostprocessingSettings
from segstudy.config.preparation import PreparationSettings
from segstudy.config.reference_results import ReferenceResults
from segstudy.config.report import ReportSettings
from segstudy.config.representations import DEFAULTS, RepresentationSettings
from segstudy.config.representations_check import check_representation, check_representations
from segstudy.config.sam2 import ZERO_SHOT
from segstudy.config.sam2_check import check_tuned_sam2, check_zero_shot
from segstudy.config.section import Section
from segstudy.config.source_arms import check_sources
from segstudy.config.tissues import TissueSettings
from segstudy.config.training import TrainingSettings
from segstudy.config.tuning import SearchSettings
from segstudy.config.tuning_check import check_tuned, check_tuning
from segstudy.config.uncertainty import UncertaintySettings
from segstudy.config.uncertainty_check import check_uncertainty
from segstudy.models.arguments import wanted_instead
from segstudy.models.registry import MODELS, argument_names


class StudySettings(Section):
    """One study: everything `results/<study>/` is made from, besides the scans.

    evaluate_on: sets of cases that are tested on and never learned from, by name: patterns of case names.
    """

    study: Name
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 42
    seeds: Annotated[int, Field(ge=1, le=100)] = 1
    data: DataSettings
    evaluate_on: dict[Name, Annotated[list[str], Field(min_length=1)]] = {}
    correction: CorrectionSettings | None = None
    folds: FoldSettings = FoldSettings()
    preparations: Annotated[dict[Name, PreparationSettings], Field(min_length=1)]
    augmentations: dict[Name, AugmentationSettings] = {}
    representations: dict[Name, RepresentationSettings] = {}
    tuning: dict[Name, SearchSettings] = {}
    training: TrainingSettings = TrainingSettings()
    inferences: dict[Name, InferenceSettings] = {}
    uncertainties: dict[Name, UncertaintySettings] = {}
    postprocessings: dict[Name, PostprocessingSettings] = {}
    tissues: dict[Name, TissueSettings] = {}
    arms: Annotated[list[ArmSettings], Field(min_length=1)]
    comparisons: ComparisonSettings
    reference_results: ReferenceResults | None = None
    report: ReportSettings = ReportSettings()

    @field_validator("arms", mode="before")
    @classmethod
    def _expand_arms(cls, value: Any) -> Any:
        return expand_arms(value)

    @field_validator("correction", mode="before")
    @classmethod
    def _no_correction(cls, value: Any) -> Any:
        return None if value == "none" else value

    def training_settings(self, arm: ArmSettings) -> TrainingSettings:
        """The hyper-parameters of `arm`: the study's, those known from tuning, what the arm says; later ones win.

        What a search will find is not among them.
        """
        search = self.tuning.get(arm.tuned)
        tuned = {**without_budget(search.training), **search.known_training} if search else {}
        return TrainingSettings(**layered(self.training.model_dump(), tuned, arm.training))

    def model_arguments(self, arm: ArmSettings) -> dict[str, Any]:
        """What the model of `arm` is built with, as far as it is known without searching."""
        search = self.tuning.get(arm.tuned)
        tuned = {**search.model_arguments, **search.known_arguments} if search else {}
        return {**tuned, **arm.model_arguments}

    def representation(self, arm: ArmSettings) -> dict[str, Any] | None:
        """How slices are shown to the network of `arm`, as plain values; None as they are."""
        settings = {**DEFAULTS, **self.representations}.get(arm.representation)
        return settings and settings.model_dump(mode="json")

    @field_validator("comparisons")
    @classmethod
    def _distances_in_the_unit_of_the_data(cls, value: ComparisonSettings, info: ValidationInfo) -> ComparisonSettings:
        unit = info.data["data"].unit if "data" in info.data else "mm"
        if "metrics" not in value.model_fields_set:
            return value.model_copy(update={"metrics": in_unit(value.metrics, unit)})
        for metric, other in zip(value.metrics, in_unit(value.metrics, unit), strict=True):
            if metric != other:
                why = " (no `data.images.pixel_mm` says how large a pixel is)" if unit == "px" else ""
                raise ValueError(f"metrics: distances of this study are in {unit}{why}: {other}, not {metric}")
        return value

    @model_validator(mode="after")
    def _check(self) -> "StudySettings":
        problems = [*check_tuning(self), *check_representations(self), *self._check_arms(), *self._check_organs()]
        if problems:
            raise Problem.error(problems)
        return self

    def _check_arms(self) -> Iterable[Problem]:
        names = [arm.name for arm in self.arms]
        yield from check_sources(self.arms)
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Problem("arms", f"two arms are called {name!r}; names are unique")
        if self.comparisons.baseline not in names:
            yield closest("comparisons.baseline", self.comparisons.baseline, names, "arm")
        for name in self.reference_results.rows if self.reference_results else []:
            if name not in names:
                yield closest("reference_results.rows", name, names, "arm")
        for index, arm in enumerate(self.arms):
            where = f"arms[{index}] ({arm.name})"
            yield from check_uncertainty(self, arm, where)
            yield from check_representation(self, arm, where)
            if arm.postprocessing is not None and arm.postprocessing not in self.postprocessings:
                yield closest(f"{where}.postprocessing", arm.postprocessing, self.postprocessings, "postprocessing")
            if arm.ensemble_of is not None or arm.model == ENSEMBLE:
                yield from check_ensemble(self.arms, arm, where)
                continue
            if arm.model == NNUNET or (isinstance(arm.model, dict) and list(arm.model) == [NNUNET]):
                yield from check_nnunet(arm, where)
                continue
            if arm.model in ZERO_SHOT or (
                isinstance(arm.model, dict) and len(arm.model) == 1 and arm.model_name in ZERO_SHOT
            ):
                yield from check_zero_shot(arm, where)
                continue
            if isinstance(arm.model, dict) and len(arm.model) != 1:
                yield Problem(f"{where}.model", "takes one model: a name, or {name: {argument: value}}")
            elif arm.model_name not in MODELS:
                yield closest(f"{where}.model", arm.model_name, [*MODELS, *ZERO_SHOT, NNUNET], "model")
            else:
                for argument in arm.model_arguments:
                    if argument not in argument_names(arm.model_name):
                        allowed = argument_names(arm.model_name)
                        yield closest(f"{where}.model.{arm.model_name}", argument, allowed, "argument")
                for argument, value in arm.model_arguments.items():
                    if kind := wanted_instead(arm.model_name, argument, value):
                        key = f"{where}.model.{arm.model_name}.{argument}"
                        yield Problem(key, f"should be {kind}, not {shown.repr(value)}")
            if arm.preparation is None:
                yield Problem(f"{where}.preparation", "is missing")
            elif arm.preparation not in self.preparations:
                yield closest(f"{where}.preparation", arm.preparation, self.preparations, "preparation")
            if arm.augmentation is not None and arm.augmentation not in self.augmentations:
                yield closest(f"{where}.augmentation", arm.augmentation, self.augmentations, "augmentation")
            if arm.postprocessing is not None and arm.postprocessing not in self.postprocessings:
                yield closest(f"{where}.postprocessing", arm.postprocessing, self.postprocessings, "postprocessing")
            yield from check_dimensions(self, arm, where)
            yield from check_channels(self, arm, where)
            yield from check_tuned_sam2(self, arm, where)
            yield from check_tuned(self, arm, where)
            yield from self._check_training(arm, f"{where}.training")

    def _check_training(self, arm: ArmSettings, where: str) -> Iterable[Problem]:
        try:
            settings = TrainingSettings(**layered(self.training.model_dump(), arm.training))
        except ValidationError as error:
            yield from problems_of(error, TrainingSettings, where)
            return
        for key in ("class_weights", "dice_weights"):
            weights = getattr(settings, key)
            for name in weights if isinstance(weights, dict) else []:
                if name not in self.data.organs and name != "background":
                    yield closest(f"{where}.{key}", name, ["background", *self.data.organs], "organ")

    def _check_organs(self) -> Iterable[Problem]:
        organs = self.data.organs
        if "background" in organs or "mean" in organs:
            yield Problem("data.organs", "`background` and `mean` are no names for organs; the tables use them")
        if self.correction and self.correction.organ and self.correction.organ not in organs:
            yield closest("correction.organ", self.correction.organ, organs, "organ")
        for name, tissue in self.tissues.items():
            if tissue.organ not in organs:
                yield closest(f"tissues.{name}.organ", tissue.organ, organs, "organ")
            if self.data.layout == "images":
                yield Problem(f"tissues.{name}", "pictures have no Hounsfield units to tell tissues by")
        for name, settings in self.postprocessings.items():
            for organ in settings.organs or []:
                if organ not in organs:
                    yield closest(f"postprocessings.{name}.organs", organ, organs, "organ")


def read_study(config: dict[str, Any]) -> StudySettings:
    """Check a study's configuration.

    Raises StudyError with one line for each problem: the key, what is wrong, what is allowed.
    """
    from segstudy.errors import StudyError

    try:
        return StudySettings.model_validate(dict(config))
    except ValidationError as error:
        problems = problems_of(error, StudySettings, "")
        raise StudyError("\n".join(f"config: {problem}" for problem in problems)) from None

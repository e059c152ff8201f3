"""Which modules jobs load by name, besides those that their scripts import: what their fingerprints add."""

from typing import TYPE_CHECKING

from segstudy.config.sections.correction_methods import METHODS
from segstudy.config.sections.losses import builder_of_loss
from segstudy.config.sections.transforms import transform_modules
from segstudy.models.registry import builders_of
from segstudy.plan.inputs.pseudo_labels import teacher_of
from segstudy.plan.search import trial_settings
from segstudy.plan.training import Training
from segstudy.representations.registry import REPRESENTATIONS

if TYPE_CHECKING:
    from segstudy.config.sections.training import TrainingSettings
    from segstudy.config.sections.tuning import Space
    from segstudy.plan.cases import PlannedCases
    from segstudy.plan.plan import Plan


def representation_builder(training: Training) -> str | None:
    """`module:attribute` of a training's representation; None where slices are shown as they are."""
    return REPRESENTATIONS[training.representation.kind] if training.representation else None


def _builders(training: Training) -> list[str]:
    """`module:attribute` of a training's network and of its parts, and of its representation where it has one."""
    shown = representation_builder(training)
    return [*builders_of(training.model, training.arguments), *([shown] if shown else [])]


def trained_modules(plan: "Plan", training: str) -> list[str]:
    """Of a training: its one network, its representation, its losses and its transforms."""
    fitted = plan.own_trainings[training]
    chosen = plan.settings.tuning[fitted.tuned].space if fitted.tuned else None
    return [*_builders(fitted), *_losses(fitted.settings, chosen), *_online(plan, fitted.augmentation)]


def _online(plan: "Plan", augmentation: str | None) -> list[str]:
    """`module:attribute` of what changes samples anew in every epoch."""
    settings = plan.online(augmentation)
    return transform_modules(settings.transforms) if settings else []


def copied_modules(plan: "Plan", augmentation: str) -> list[str]:
    """Of copies of a case: their transforms, where they are not the affine ones."""
    transforms = plan.augmentation(augmentation).transforms
    return ["segstudy.augmentation.transformed:transformed_case", *transform_modules(transforms)] if transforms else []


def _losses(settings: "TrainingSettings", space: "Space | None") -> list[str]:
    """`module:attribute` of the losses that a training has, and of those that its search chooses from."""
    choices = (space or {}).get("loss")
    names = [*settings.loss_terms]
    for choice in choices if isinstance(choices, list) else []:
        names += settings.model_copy(update={"loss": choice}).loss_terms
    return [builder_of_loss(name) for name in dict.fromkeys(names)]


def tried_modules(plan: "Plan", part: str) -> list[str]:
    """Of a trial: its one network, its losses and its transforms."""
    searched = plan.search_parts[part].settings
    losses = _losses(trial_settings(plan.settings, searched), searched.space)
    builders = builders_of(searched.model_name, searched.model_arguments)
    return [*builders, *losses, *_online(plan, searched.augmentation)]


def applied_modules(plan: "Plan", inferred: str) -> list[str]:
    """Of a prediction: its one network and its representation."""
    training, _ = plan.inferred_by_own(inferred)
    return _builders(training)


def shown_modules(plan: "Plan", preparation: str) -> list[str]:
    """Of what a network could reach with a preparation: the representations in which some arm sees it."""
    kinds = {settings.kind for settings in plan.shown_in(preparation).values()}
    return [REPRESENTATIONS[kind] for kind in sorted(kinds)]


def averaged_modules(plan: "Plan", inferred: str) -> list[str]:
    """Of an ensemble's prediction: its members' networks."""
    members = [plan.inferred[member][0] for member in plan.ensembles[inferred].members]
    builders = [builders_of(each.model, each.arguments) for each in members if isinstance(each, Training)]
    return sorted({name for names in builders for name in names})


def described_modules(plan: "Plan") -> list[str]:
    """Of the report: every trained network, whose file says how it is called."""
    builders = [builders_of(each.model, each.arguments) for each in plan.own_trainings.values()]
    return sorted({name for names in builders for name in names})


def asked_modules(plan: "Plan", uncertain: str) -> list[str]:
    """Of a prediction that is repeated: its one network."""
    return _builders(plan.uncertain[uncertain].trainings[0])


def teaching_modules(plan: "Plan", folder: str) -> list[str]:
    """Of a case's pseudo-labels: the teacher's one network."""
    return _builders(teacher_of(plan, folder))


def compared_correction_modules(plan: "PlannedCases") -> list[str]:
    """Of the comparison of methods that repair labels: all that are compared."""
    return list(plan.compared_methods.values())


def applied_correction_modules(plan: "PlannedCases") -> list[str]:
    """Of the repair of labels: the method that is applied; `best` takes what the comparison found."""
    correction = plan.settings.correction
    return [METHODS[correction.method].estimator] if correction and correction.method != "best" else []

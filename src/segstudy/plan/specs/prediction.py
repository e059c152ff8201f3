"""What predictions are handed: by networks, by ensembles, by SAM 2 without training."""

from typing import TYPE_CHECKING

from segstudy.config.sections.inference import InferenceSettings
from segstudy.models.registry import builder_of
from segstudy.plan.inputs.prediction import network_folders
from segstudy.plan.modules import representation_builder
from segstudy.plan.specs.nnunet import PREDICTION_THREADS
from segstudy.plan.training import Training
from segstudy.prediction.spec import EnsembleSpec, MemberSpec, PredictionSpec
from segstudy.sam2.spec import Sam2Spec
from segstudy.uncertainty.spec import UncertaintySpec

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def prediction_spec(plan: "Plan", inferred: str) -> PredictionSpec:
    """How a case is predicted by networks of this project's."""
    return _prediction(*plan.inferred_by_own(inferred))


def _prediction(training: Training, inference: InferenceSettings | None) -> PredictionSpec:
    return PredictionSpec(
        builder=builder_of(training.model),
        batch=training.settings.batch,
        threads=training.settings.threads,
        inference=inference,
        representation_builder=representation_builder(training),
    )


def ensemble_spec(plan: "Plan", inferred: str, case: str, alone: int | None = None) -> EnsembleSpec:
    """How an ensemble predicts a case, with the networks of one fold `alone`."""
    members = plan.ensembles[inferred].members
    return EnsembleSpec(plan.organs, tuple(_member(plan, member, case, alone) for member in members))


def ensemble_threads(plan: "Plan", inferred: str) -> int:
    """Processor threads of an ensemble's prediction: as many as those of the member that takes most."""
    trainings = (plan.inferred[member][0] for member in plan.ensembles[inferred].members)
    return max(each.settings.threads if isinstance(each, Training) else PREDICTION_THREADS for each in trainings)


def _member(plan: "Plan", inferred: str, case: str, alone: int | None) -> MemberSpec:
    training, inference = plan.inferred[inferred]
    networks = tuple(network_folders(plan, training.name, case, alone))
    if not isinstance(training, Training):
        return MemberSpec(networks)
    prepared = plan.path(f"prepared/{training.preparation}/{case}")
    return MemberSpec(networks, prepared, _prediction(training, inference))


def sam2_spec(plan: "Plan", inferred: str) -> Sam2Spec:
    """How SAM 2 predicts a case."""
    return Sam2Spec.of(plan.zero_shots[inferred].settings, plan.organs)


def uncertainty_spec(plan: "Plan", name: str) -> UncertaintySpec:
    """How a case is predicted again and again."""
    uncertain = plan.uncertain[name]
    training = uncertain.trainings[0]
    return UncertaintySpec(
        builder=builder_of(training.model),
        batch=training.settings.batch,
        threads=training.settings.threads,
        passes=uncertain.passes,
        seed=uncertain.seed,
        inference=uncertain.inference,
    )

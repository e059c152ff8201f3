"""What predicts a run, in the words of a study file: for people who read the report."""

from typing import TYPE_CHECKING, Any

from segstudy.config.sections.ensembles import ENSEMBLE
from segstudy.config.sections.sam2 import VideoSettings
from segstudy.plan.hyperparameters import Hyperparameters
from segstudy.plan.search import marked
from segstudy.plan.training import Training

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan
    from segstudy.plan.training import Run


def described_run(plan: "Plan", run: "Run") -> tuple[str | dict[str, Any], Hyperparameters]:
    """The model of what predicts `run`, trained or not, with its arguments, and what it was made with."""
    arm = next(arm for arm in plan.settings.arms if arm.name == run.arm)
    if run.inferred is None:
        return arm.model, Hyperparameters(given=arm.given, control=arm.control)
    if run.training:
        return _trained(plan, run, run.training)
    if run.inferred in plan.ensembles:
        return ENSEMBLE, Hyperparameters(members=tuple(arm.ensemble_of or ()))
    used = plan.zero_shots[run.inferred]
    source = _arm_at(plan, used.source)
    if isinstance(used.settings, VideoSettings):
        return used.model, Hyperparameters(video=used.settings, source_arm=source)
    return used.model, Hyperparameters(prompted=used.settings, source_arm=source)


def _trained(plan: "Plan", run: "Run", name: str) -> tuple[str | dict[str, Any], Hyperparameters]:
    training = plan.trainings[name]
    if not isinstance(training, Training):
        arguments = training.settings.spec()
        return {training.model: arguments} if arguments else training.model, Hyperparameters(nnunet=training.settings)
    searched, arguments = None, training.arguments
    if training.tuned:
        searched, answer = marked(training, plan.settings.tuning[training.tuned])
        arguments = {**arguments, **answer}
    view = plan.views.get(run.inferred or "")
    made_with = Hyperparameters(
        training=training.settings,
        searched=searched,
        representation=view.representation if view else None,
        source_arm=_arm_at(plan, view.source) if view else None,
    )
    return {training.model: arguments} if arguments else training.model, made_with


def _arm_at(plan: "Plan", source: str) -> str:
    """The arm whose run is at a path, or `truth`."""
    return plan.runs[source].arm if source in plan.runs else source

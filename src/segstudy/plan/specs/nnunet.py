"""What nnU-Net's jobs are handed."""

from typing import TYPE_CHECKING

from segstudy.nnunet.spec import NnunetFoldSpec
from segstudy.nnunet.training_spec import NnunetTrainingSpec
from segstudy.plan.inputs.nnunet import nnunet_parts
from segstudy.plan.specs.training import start_spec

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan

# Of the processor, by itself and as a member of an ensemble.
PREDICTION_THREADS = 2


def nnunet_fold_spec(plan: "Plan", prepared: str, fold: int) -> NnunetFoldSpec:
    """What nnU-Net plans and preprocesses a fold with."""
    training, validation = nnunet_parts(plan, prepared, fold)
    return NnunetFoldSpec(
        settings=plan.nnunet_folds[prepared].settings,
        organs=plan.organs,
        training=tuple(training),
        validation=tuple(validation),
        annotated={case: tuple(plan.annotated(case)) for case in (*training, *validation)},
        modality=plan.settings.data.modality,
    )


def nnunet_training_spec(plan: "Plan", name: str) -> NnunetTrainingSpec:
    """One training of nnU-Net's."""
    training = plan.nnunet_trainings[name]
    return NnunetTrainingSpec(training.settings, training.seed, plan.organs, start_spec(training))


def nnunet_workers(plan: "Plan", name: str) -> int:
    """Processor cores of a training of nnU-Net's: one, or as many as processes augment."""
    return max(1, plan.nnunet_trainings[name].settings.workers)

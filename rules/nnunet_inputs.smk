"""Functions that choose inputs and parameters of what nnU-Net does."""

from segstudy.plan_nnunet import nnunet_fold, nnunet_folds

try:
    nnunet = nnunet_folds(plan.trainings.values())
except StudyError as error:
    sys.exit(f"{error}")


def nnunet_members(wildcards):
    """Training and validation cases of a fold that nnU-Net is given."""
    return plan.split(int(wildcards.fold), nnunet[wildcards.prepared].fraction)


def nnunet_cases(wildcards):
    """All cases of a fold that nnU-Net is given, those to train on first."""
    return [case for part in nnunet_members(wildcards) for case in part]


def nnunet_preparing(wildcards):
    """What nnU-Net is told of a fold, as plain values."""
    training, validation = nnunet_members(wildcards)
    return {
        "settings": nnunet[wildcards.prepared].settings,
        "organs": dict(plan.organs),
        "training": training,
        "validation": validation,
        "annotated": {case: plan.annotated(case) for case in nnunet_cases(wildcards)},
    }


def nnunet_prepared(wildcards):
    """The folder of what a training of nnU-Net's reads."""
    fold = nnunet_fold(plan.trainings[wildcards.training])
    return results(f"nnunet/{fold.name}/fold-{wildcards.fold}")


def nnunet_training_params(wildcards):
    """One training of nnU-Net's, as plain values."""
    training = plan.trainings[wildcards.training]
    return {
        "settings": training.settings,
        "seed": training.seed,
        "organs": dict(plan.organs),
    }


def nnunet_workers(wildcards):
    """Processor cores of a training of nnU-Net's: one, or as many as processes augment."""
    return max(1, plan.trainings[wildcards.training].settings["workers"])

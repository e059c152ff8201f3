"""Functions that choose inputs and parameters of what fits networks: trials and trainings."""

from segstudy.plan_smp import check_smp
from segstudy.plan_search import search_params, trial_settings
from segstudy.plan_sourced import checkpoint_files

try:
    check_smp((each.model, each.arguments) for each in plan.trainings.values())
except StudyError as error:
    sys.exit(f"{error}")


def caches_of(kind, trained, members):
    """Cached files (`image` or `label`) of a training and a validation part.

    trained: a training or a search, whose preparation and augmentation count.
    """
    prepared = f"prepared/{trained.preparation}/{{case}}.{kind}.b2nd"
    files = [per_case(prepared, part) for part in members]
    if trained.augmentation:
        augmented = f"augmented/{trained.preparation}/{trained.augmentation}/{{case}}.{kind}.b2nd"
        files[0] = files[0] + per_case(augmented, members[0])
    return files[0] + files[1]


def fitting_params(trained, members):
    """What a network is fitted with on a training and a validation part, as plain values."""
    return {
        "organs": dict(plan.organs),
        "preparation": plan.settings.preparations[trained.preparation].model_dump(
            mode="json"
        ),
        "augmentation": trained.augmentation,
        "training": members[0],
        "validation": members[1],
        "annotated": {case: plan.annotated(case) for part in members for case in part},
    }


def training_caches(kind):
    """Cached files (`image` or `label`) that a training reads of its training or validation part."""

    def caches(wildcards):
        training = plan.trainings[wildcards.training]
        members = plan.split(int(wildcards.fold), training.fraction)
        return caches_of(kind, training, members)

    return caches


def training_params(wildcards):
    """One training on one fold, as plain values; `own` only where a search has the rest of the answer."""
    training = plan.trainings[wildcards.training]
    members = plan.split(int(wildcards.fold), training.fraction)
    return {
        "model": training.model,
        "arguments": training.arguments,
        "settings": training.settings,
        "seed": training.seed,
        **fitting_params(training, members),
        **({"own": training.own} if training.tuned else {}),
        **(
            {"representation": training.representation}
            if training.representation
            else {}
        ),
    }


def training_tuned(wildcards):
    """The answer of the search that a training waits for, if there is one."""
    training = plan.trainings[wildcards.training]
    folder = plan.best(training, int(wildcards.fold))
    return results(f"tuned/{folder}/best.yaml") if folder else []


def training_checkpoint(wildcards):
    """The files of the checkpoint that a training starts from, if there is one."""
    arguments = plan.trainings[wildcards.training].arguments
    encoder = arguments.get("encoder_weights")
    return checkpoint_files(arguments.get("checkpoint")) + (
        [encoder] if encoder else []
    )


def trial_members(wildcards):
    """Training and validation cases of a trial: both of its fold's training part."""
    return plan.split(plan.search_parts[wildcards.part].fold)


def trial_caches(kind):
    """Cached files (`image` or `label`) that a trial reads."""

    def caches(wildcards):
        settings = plan.search_parts[wildcards.part].settings
        return caches_of(kind, settings, trial_members(wildcards))

    return caches


def trial_params(wildcards):
    """One trial, as plain values: its search, and what it trains."""
    part = plan.search_parts[wildcards.part]
    return {
        "search": search_params(part, int(wildcards.trial), plan.settings.seed),
        "model": part.settings.model_name,
        "arguments": part.settings.model_arguments,
        "settings": trial_settings(plan.settings, part.settings),
        "seed": plan.settings.seed,
        **fitting_params(part.settings, trial_members(wildcards)),
    }


def earlier_trials(wildcards):
    """The trials of earlier rounds."""
    part = plan.search_parts[wildcards.part]
    return [results(f"tuned/{path}") for path in part.earlier(int(wildcards.trial))]


def trial_code(wildcards):
    """Fingerprint of the code of a trial with the one model it fits."""
    model = plan.search_parts[wildcards.part].settings.model_name
    return code("run_trial.py", model_module(model))

"""What must hold of every arm."""

from collections.abc import Iterable

from pydantic import ValidationError

from segstudy.config.checks.augmentations import check_online
from segstudy.config.checks.channels import check_channels
from segstudy.config.checks.data_sets import check_learn_from
from segstudy.config.checks.dimensions import check_dimensions
from segstudy.config.checks.ensembles import check_ensemble
from segstudy.config.checks.given import check_made_elsewhere
from segstudy.config.checks.losses import check_loss
from segstudy.config.checks.mean_teacher import check_mean_teachers
from segstudy.config.checks.nnunet import check_nnunet
from segstudy.config.checks.pseudo_labels import check_pseudo_labels
from segstudy.config.checks.representations import check_representation
from segstudy.config.checks.sam2 import check_tuned_sam2, check_zero_shot
from segstudy.config.checks.source_arms import check_sources
from segstudy.config.checks.start import check_starts
from segstudy.config.checks.tuning import check_tuned
from segstudy.config.checks.uncertainty import check_uncertainty
from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.ensembles import ENSEMBLE
from segstudy.config.sections.layers import layered
from segstudy.config.sections.messages import Problem, abbreviated, closest, problems_of
from segstudy.config.sections.names import folder_of
from segstudy.config.sections.nnunet import MODEL as NNUNET
from segstudy.config.sections.reference_results import by_organ
from segstudy.config.sections.sam2 import ZERO_SHOT
from segstudy.config.sections.study import StudySettings
from segstudy.config.sections.training import BACKGROUND, TrainingSettings
from segstudy.models.arguments import arguments_of, wanted_instead
from segstudy.models.registry import MODELS, argument_names, built_of, can_be_a_part, part_of, segments, slice_step
from segstudy.tables.names import MEAN


def check_arms(study: StudySettings) -> Iterable[Problem]:
    """Problems of every entry under `arms:`, and of what names arms."""
    names = [arm.name for arm in study.arms]
    yield from check_sources(study.arms)
    yield from check_starts(study.arms)
    yield from check_pseudo_labels(study)
    yield from check_mean_teachers(study.arms)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem("arms", f"two arms are called {name!r}; names are unique")
    folders = [arm.folder for arm in study.arms]
    for name in sorted({name for name in names if " " in name and folders.count(folder_of(name)) > names.count(name)}):
        yield Problem("arms", f"{name!r} and another arm share the folder {folder_of(name)}; rename one of them")
    if study.comparisons.baseline not in names:
        yield closest("comparisons.baseline", study.comparisons.baseline, names, "arm")
    elif study.comparisons.baseline in (finders := [arm.name for arm in study.arms if not segments(arm.model_name)]):
        others = [name for name in names if name not in finders]
        yield Problem(
            "comparisons.baseline",
            f"{study.comparisons.baseline} finds centers and segments nothing, so that nothing can be compared with it"
            + (f"; name one of {', '.join(others)}" if others else "; add an arm that segments"),
        )
    if study.report.reader is not None and study.report.reader not in names:
        yield closest("report.reader", study.report.reader, names, "arm")
    for name in study.reference_results.rows if study.reference_results else []:
        if name not in names:
            yield closest("reference_results.rows", name, names, "arm")
    for organ in _printed_organs(study):
        if organ not in study.data.organs:
            yield closest("reference_results.rows", organ, [*study.data.organs, MEAN], "organ")
    for index, arm in enumerate(study.arms):
        yield from _check_arm(study, arm, f"arms[{index}] ({arm.name})")


def _printed_organs(study: StudySettings) -> list[str]:
    """The organs that the publication's rows name."""
    rows = study.reference_results.rows.values() if study.reference_results else []
    named = dict.fromkeys(organ for row in rows for told in row.values() for organ in by_organ(told))
    return [organ for organ in named if organ != MEAN]


def _check_arm(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    yield from check_uncertainty(study, arm, where)
    yield from check_representation(study, arm, where)
    yield from check_learn_from(study, arm, where)
    if arm.training_draw and (arm.training_fraction == 1 or arm.model_name not in MODELS):
        why = "all training patients are learned from" if arm.training_fraction == 1 else f"{arm.model_name} has none"
        yield Problem(f"{where}.training_draw", f"is of a smaller `training_fraction` of a network trained here; {why}")
    if arm.postprocessing is not None and arm.postprocessing not in study.postprocessings:
        yield closest(f"{where}.postprocessing", arm.postprocessing, study.postprocessings, "postprocessing")
    if arm.given or arm.control or not arm.is_made_here:
        yield from check_made_elsewhere(study, arm, where)
    elif arm.ensemble_of is not None or arm.model == ENSEMBLE:
        yield from check_ensemble(study.arms, arm, where)
    elif _is_one_model(arm) and arm.model_name == NNUNET:
        yield from check_nnunet(arm, where)
    elif _is_one_model(arm) and arm.model_name in ZERO_SHOT:
        yield from check_zero_shot(study, arm, where)
    else:
        yield from _check_trained(study, arm, where)


def _is_one_model(arm: ArmSettings) -> bool:
    return isinstance(arm.model, str) or len(arm.model) == 1


def _check_trained(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    """The problems of an arm whose network is trained here."""
    yield from _check_model(arm, where)
    if arm.preparation is None:
        yield Problem(f"{where}.preparation", "is missing")
    elif arm.preparation not in study.preparations:
        yield closest(f"{where}.preparation", arm.preparation, study.preparations, "preparation")
    if arm.augmentation is not None and arm.augmentation not in study.augmentations:
        yield closest(f"{where}.augmentation", arm.augmentation, study.augmentations, "augmentation")
    yield from check_online(study, arm, where)
    yield from check_dimensions(study, arm, where)
    yield from check_channels(study, arm, where)
    yield from check_loss(arm, where)
    yield from check_tuned_sam2(study, arm, where)
    yield from check_tuned(study, arm, where)
    yield from _check_training(study, arm, f"{where}.training")


def _check_model(arm: ArmSettings, where: str) -> Iterable[Problem]:
    if not _is_one_model(arm):
        yield Problem(f"{where}.model", "takes one model: a name, or {name: {argument: value}}")
        return
    if arm.model_name not in MODELS:
        yield closest(f"{where}.model", arm.model_name, [*MODELS, *ZERO_SHOT, NNUNET], "model")
        return
    allowed = argument_names(arm.model_name)
    for argument in arm.model_arguments:
        if argument not in allowed:
            yield closest(f"{where}.model.{arm.model_name}", argument, allowed, "argument")
    yield from _check_part(arm, f"{where}.model.{arm.model_name}")
    for argument, value in arm.model_arguments.items():
        if kind := wanted_instead(arm.model_name, argument, value):
            yield Problem(
                f"{where}.model.{arm.model_name}.{argument}", f"should be {kind}, not {abbreviated.repr(value)}"
            )


def _check_part(arm: ArmSettings, where: str) -> Iterable[Problem]:
    """Problems of the network that another one is built of."""
    part = part_of(arm.model_name, arm.model_arguments)
    if part is None:
        return
    name, arguments = part
    told = arm.model_arguments[built_of(arm.model_name)]
    if not isinstance(told, str) and len(told) != 1:
        yield Problem(f"{where}.{built_of(arm.model_name)}", "takes one model: a name, or {name: {argument: value}}")
        return
    where = f"{where}.{built_of(arm.model_name)}"
    if not can_be_a_part(name):
        yield closest(where, name, [each for each in MODELS if can_be_a_part(each)], "network it can be built of")
        return
    allowed = [each for each in argument_names(name) if each != "encoder_weights"]
    for argument, value in arguments.items():
        if argument not in allowed:
            yield closest(f"{where}.{name}", argument, allowed, "argument")
        elif kind := wanted_instead(name, argument, value):
            yield Problem(f"{where}.{name}.{argument}", f"should be {kind}, not {abbreviated.repr(value)}")
    size, step = arm.model_arguments.get("size", arguments_of(arm.model_name)["size"].default), 1
    if set(arguments) <= set(allowed):
        step = slice_step(name, arguments)
    if isinstance(size, int) and size % step:
        yield Problem(f"{where.rpartition('.')[0]}.size", f"{name} needs sides divisible by {step}, not {size} pixels")


def _check_training(study: StudySettings, arm: ArmSettings, where: str) -> Iterable[Problem]:
    try:
        settings = TrainingSettings(**layered(study.training.model_dump(), arm.training))
    except ValidationError as error:
        yield from problems_of(error, TrainingSettings, where)
        return
    for key in ("class_weights", "dice_weights"):
        weights = getattr(settings, key)
        for name in weights if isinstance(weights, dict) else []:
            if name not in study.data.organs and name != BACKGROUND:
                yield closest(f"{where}.{key}", name, [BACKGROUND, *study.data.organs], "organ")

"""Networks, folds and training."""

from collections.abc import Mapping
from typing import Any

from segstudy.config.ensembles import ENSEMBLE
from segstudy.config.nnunet import MODEL as NNUNET
from segstudy.config.patches import PatchSettings
from segstudy.config.sam2 import ZERO_SHOT
from segstudy.models.registry import MODELS, dimensions
from segstudy.report import describe
from segstudy.report.cohort import cohort
from segstudy.report.inputs import ReportInput
from segstudy.report.networks import cited
from segstudy.report.numbers import listing, plural
from segstudy.report.references import Citations


def training(inputs: ReportInput, cite: Citations) -> str:
    """Which networks, which folds, how they were fitted; nnU-Net and untrained networks are told elsewhere."""
    facts, settings, seen = inputs.facts, inputs.facts.settings, cohort(inputs)
    own = [arm.name for arm in settings.arms if arm.model_name not in (ENSEMBLE, NNUNET, *ZERO_SHOT)]
    if not own:
        return ""
    models = {describe.model(arm.model): arm.model for arm in facts.arms if arm.model and arm.name in own}
    flat = [cited(model, told, cite) for told, model in models.items() if not _sees_volumes(model)]
    deep = [cited(model, told, cite) for told, model in models.items() if _sees_volumes(model)]
    networks, samples = _who_sees_what(flat, deep, settings.training.patches)
    training = settings.training
    loss = describe.loss(training) + (f" {cite('dice_loss')}" if training.loss != "ce" else "")
    optimizer = f"{describe.OPTIMIZERS[training.optimizer]} {cite(training.optimizer)}"
    start = (
        f" Weights were initialized after Glorot and Bengio {cite('glorot')}."
        if training.initialization == "xavier"
        else ""
    )
    decay = f", weight decay {describe.short(training.weight_decay)}" if training.weight_decay else ""
    special = [arm.name for arm in settings.arms if arm.training]
    differ = f" {listing(special)} departed from these settings as the table of arms says." if special else ""
    share = describe.short(100 * settings.folds.validation)
    rate = describe.short(training.learning_rate)
    seeds = f"with {plural(len(seen.seeds), 'seed')} ({listing([str(seed) for seed in seen.seeds])})"
    return (
        f"{networks}. Cases were divided by patient into {seen.folds} folds; each fold "
        f"was predicted by networks trained on the others, of which {share} % of the patients served only to choose "
        "the best checkpoint, so that no held-out patient chose anything. Training "
        f"minimized {loss} ({describe.class_weights(training.class_weights)}) with {optimizer} (learning rate "
        f"{rate}{decay}, batches of {training.batch} {samples}, {describe.epochs(training)}), {seeds}.{start}{differ}"
    )


def _sees_volumes(model: str | Mapping[str, Any]) -> bool:
    name = model if isinstance(model, str) else next(iter(model))
    return name in MODELS and dimensions(name) == 3


def _who_sees_what(flat: list[str], deep: list[str], patches: PatchSettings | None) -> tuple[str, str]:
    """Which networks segmented slices and which volumes, and what their batches consist of."""
    told = [f"{listing(flat)} segmented axial slices"] if flat else []
    if deep:
        size = f" of {describe.times(patches.size)} voxels" if patches else ""
        told.append(f"{listing(deep)} segmented volumes in patches{size}")
    samples = [word for word, some in (("slices", flat), ("patches", deep)) if some]
    return "; ".join(told), " or ".join(samples) or "slices"

"""Networks, folds and training."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from segstudy.config.sections.ensembles import ENSEMBLE
from segstudy.config.sections.nnunet import MODEL as NNUNET
from segstudy.config.sections.patches import PatchSettings
from segstudy.config.sections.sam2 import ZERO_SHOT
from segstudy.config.sections.study import StudySettings
from segstudy.config.sections.words import listing, plural
from segstudy.models.registry import MODELS, dimensions
from segstudy.report.cohort import cohort
from segstudy.report.inputs import ReportInput
from segstudy.report.networks import called, cited
from segstudy.report.references import Citations


def training(inputs: ReportInput, cite: Citations) -> str:
    """Which networks, which folds, how they were fitted; nnU-Net and untrained networks have their own paragraphs."""
    facts, settings, counts = inputs.facts, inputs.facts.settings, cohort(inputs)
    made_here = [arm for arm in settings.arms if arm.is_made_here]
    own = [arm.name for arm in made_here if arm.model_name not in (ENSEMBLE, NNUNET, *ZERO_SHOT)]
    if not own:
        return ""
    models = {called(arm.model): arm.model for arm in facts.arms if arm.model and arm.name in own}
    flat = [cited(model, cite) for model in models.values() if not _sees_volumes(model)]
    deep = [cited(model, cite) for model in models.values() if _sees_volumes(model)]
    networks, samples = _who_sees_what(flat, deep, settings.training.patches)
    seeds = f"with {plural(len(counts.seeds), 'seed')} ({listing([str(seed) for seed in counts.seeds])})"
    special = [arm.name for arm in settings.arms if arm.training]
    sentences = [
        f"{networks}.",
        settings.folds.in_words(counts.folds),
        f"Training {settings.training.in_words(cite, samples)}, {seeds}.",
        settings.training.initialization_in_words(cite),
        *_other_losses(settings, own, cite),
        *(f"{arm.name} {arm.start_from.in_words()}." for arm in settings.arms if arm.name in own and arm.start_from),
        *(f"{arm.name} {arm.pseudo_labels.in_words(cite)}." for arm in settings.arms if arm.pseudo_labels),
        *(f"{arm.name} {arm.mean_teacher.in_words(cite)}." for arm in settings.arms if arm.mean_teacher),
        f"{listing(special)} departed from these settings as the table of arms says." if special else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _other_losses(settings: StudySettings, own: Sequence[str], cite: Citations) -> Iterator[str]:
    """What arms with a loss of their own minimized; arms with the same one share a sentence."""
    arms: dict[str, list[str]] = {}
    for arm in settings.arms:
        if arm.name in own and "loss" in arm.training:
            arms.setdefault(settings.training_settings(arm).loss_in_words(cite), []).append(arm.name)
    yield from (f"{listing(names)} minimized {words}." for words, names in arms.items())


def _sees_volumes(model: str | Mapping[str, Any]) -> bool:
    name = model if isinstance(model, str) else next(iter(model))
    return name in MODELS and dimensions(name) == 3


def _who_sees_what(flat: Sequence[str], deep: Sequence[str], patches: PatchSettings | None) -> tuple[str, str]:
    """Which networks segmented slices and which volumes, and what their batches consist of."""
    parts = [f"{listing(flat)} segmented axial slices"] if flat else []
    if deep:
        parts.append(f"{listing(deep)} segmented volumes in patches{patches.in_words() if patches else ''}")
    samples = [word for word, some in (("slices", flat), ("patches", deep)) if some]
    return "; ".join(parts), " or ".join(samples) or "slices"

"""A study file for what was seen: text, so that its reasons can stand beside its keys."""

from math import ceil

from segstudy.application.new.layouts import Found
from segstudy.application.new.survey import Survey
from segstudy.config.sections.words import plural

# Networks for slices halve them a few times.
MULTIPLE = 32
LARGEST = 512
# Beside an organ.
MARGIN = 1.1
FEWEST_PATIENTS = 3
MOST_FOLDS = 5


def proposal(name: str, found: Found, seen: Survey) -> str:
    """A whole study file.

    Args:
        name: The study's.
        found: Its data.
        seen: What is in them.
    """
    patients = len({case.patient for case in found.cases if case.label})
    spacing, size = _grid(seen)
    parts = [
        f"# A first study of {found.data['root']}: {plural(len(found.cases), 'case')},",
        f"# {plural(patients, 'patient')} with label maps, {plural(seen.opened, 'case')} opened.",
        "# Every key: `segstudy keys`. What it would do: `segstudy check`. Then: `segstudy run`.",
        *(f"# Unsure: {sentence}" for sentence in seen.unsure),
        f"study: {name}",
        "seed: 42",
        "data:",
        f"  layout: {found.data['layout']}",
        f"  root: {found.data['root']}",
        *_images(found),
        *(
            []
            if seen.ct
            else ["  # values mean nothing by themselves; `ct` holds them to Hounsfield units", "  modality: any"]
        ),
        f"  organs: {_flow(seen.organs)}",
        *_ignored(found, seen),
        "# every patient is held out once; patients are never divided",
        f"folds: {{count: {_folds(patients)}, by: patient, validation: 0.2}}",
        "preparations:",
        "  # what the networks see, as it is",
        f"  raw: {{size: {size}}}",
        "  # one spacing for all, and intensities made comparable",
        f"  full: {{{_full(seen, spacing)}normalize: zscore, size: {size}}}",
        "augmentations:",
        "  affine: {copies: 1, rotate_deg: 10, scale: 0.1, translate_px: 8}",
        "training:",
        "  epochs: 50",
        "  batch: 8",
        "  loss: dice_ce",
        "  class_weights: balanced",
        "  optimizer: adam",
        "  learning_rate: 1.0e-3",
        "  schedule: poly",
        "postprocessings:",
        "  clean: {largest_component: true}",
        "# each arm changes one thing",
        "arms:",
        "  - {name: raw, model: enet, preparation: raw}",
        "  - {name: full, model: enet, preparation: full}",
        "  - {name: full+augmentation, model: enet, preparation: full, augmentation: affine}",
        "  - {name: full+postprocessing, model: enet, preparation: full, postprocessing: clean}",
        f"comparisons: {{baseline: raw{_distances(found)}}}",
    ]
    return "\n".join(parts) + "\n"


def _grid(seen: Survey) -> tuple[list[float] | None, list[int]]:
    """The spacing of the prepared volumes, and the slices' size: nothing of an organ outside."""
    if seen.spacing_mm is None:
        return None, [min(LARGEST, _multiple(side)) for side in seen.shape[:2]]
    spacing = list(seen.spacing_mm)
    sides = [_multiple(field * MARGIN / step) for field, step in zip(seen.field_mm, spacing, strict=False)]
    # coarser where a slice would be larger than small networks learn from
    coarser = max(1.0, *(side / LARGEST for side in sides))
    if coarser > 1:
        spacing = [round(spacing[0] * coarser, 3), round(spacing[1] * coarser, 3), spacing[2]]
        sides = [_multiple(field * MARGIN / step) for field, step in zip(seen.field_mm, spacing, strict=False)]
    return spacing, sides


def _multiple(side: float) -> int:
    return max(2 * MULTIPLE, MULTIPLE * ceil(side / MULTIPLE))


def _full(seen: Survey, spacing: list[float] | None) -> str:
    clip = "clip_hu: [-1000, 1000], " if seen.ct else ""
    return clip + (f"spacing_mm: {spacing}, " if spacing else "")


def _folds(patients: int) -> int:
    return min(MOST_FOLDS, max(FEWEST_PATIENTS, patients if patients < 2 * MOST_FOLDS else MOST_FOLDS))


def _images(found: Found) -> list[str]:
    return [f"  images: {_flow(found.data['images'])}"] if "images" in found.data else []


def _ignored(found: Found, seen: Survey) -> list[str]:
    left = sorted(set(found.organs.values()) - set(seen.organs.values()))
    return [f"  ignore: {left}"] if left else []


def _distances(found: Found) -> str:
    return ", metrics: [dice, hd95_px, assd_px]" if found.data["layout"] == "images" else ""


def _flow(values: dict[str, object] | dict[str, int] | dict[str, str]) -> str:
    pairs = (f"{key}: {value!r}" if isinstance(value, str) else f"{key}: {value}" for key, value in values.items())
    return "{" + ", ".join(pairs).replace("'", '"') + "}"

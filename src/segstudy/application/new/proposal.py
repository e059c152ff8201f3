"""A study file for what was seen: text, so that its reasons can stand beside its keys."""

from dataclasses import dataclass
from math import ceil

import yaml

from segstudy.application.expected.rates import has_gpu
from segstudy.application.new.layouts import Found
from segstudy.application.new.survey import Survey
from segstudy.config.sections.words import plural

# Networks for slices halve them a few times.
MULTIPLE = 32
LARGEST = 512
# Beside an organ.
MARGIN = 1.1
# Each changes one thing.
_ARMS = {
    "raw": "preparation: raw",
    "full": "preparation: full",
    "full+augmentation": "preparation: full, augmentation: affine",
    "full+postprocessing": "preparation: full, postprocessing: clean",
}
FEWEST_PATIENTS = 3
MOST_FOLDS = 5


@dataclass(frozen=True)
class Effort:
    """How much a study is made to take.

    Attributes:
        epochs: Of each training.
        batch: Slices of a step.
        why: Why it is no more, for people; empty where nothing keeps it from being so.
    """

    epochs: int = 50
    batch: int = 8
    why: str = ""


def proposal(name: str, found: Found, seen: Survey, effort: Effort) -> str:
    """A whole study file.

    Args:
        name: The study's.
        found: Its data.
        seen: What is in them.
        effort: How much it is made to take.
    """
    patients = patients_of(found)
    parts = [
        f"# A first study of {found.data['root']}: {plural(len(found.cases), 'case')},",
        f"# {plural(patients, _units(found))} with label maps, {plural(seen.opened, 'case')} opened.",
        *(f"# {line}" for line in seen_lines(seen)),
        "# Every key: `segstudy keys`. What it would do: `segstudy check`. Then: `segstudy run`.",
        *(f"# Unsure: {sentence}" for sentence in seen.unsure),
        f"study: {name}",
        "seed: 42",
        *_data(found, seen),
    ]
    parts += _learning(found, seen, effort, patients) if patients >= FEWEST_PATIENTS else _looking()
    return "\n".join(parts) + "\n"


def _units(found: Found) -> str:
    """What is held out as a whole."""
    flat = found.data["layout"] == "images" and all(case.name == case.patient for case in found.cases)
    return "image" if flat else "patient"


def patients_of(found: Found) -> int:
    """How many have a label map."""
    return len({case.patient for case in found.cases if case.label})


def seen_lines(seen: Survey) -> list[str]:
    """What was seen of organs and grids, in lines."""
    lines = []
    for organ, integer in seen.organs.items():
        volume = f", {float(f'{seen.ml[organ]:.3g}'):,g} ml" if organ in seen.ml else ""
        lines.append(f"{organ} ({integer}): in {seen.counted[organ]} of {seen.opened} cases that were opened{volume}")
    sides = f"{seen.shape[0]} x {seen.shape[1]}"
    grid = f"{sides} x {seen.shape[2]} voxels" if seen.spacing_mm else f"{sides} pixels, at most"
    if seen.spacings:
        finest, coarsest = (" x ".join(f"{step:.3g}" for step in each) for each in seen.spacings)
        grid += f" of {finest} mm" + (f" to {coarsest} mm" if finest != coarsest else "")
    return [*lines, f"{'scans' if seen.spacing_mm else 'images'}: {grid}"]


def _data(found: Found, seen: Survey) -> list[str]:
    lines = ["data:", f"  layout: {found.data['layout']}", f"  root: {_flow(found.data['root'])}"]
    if "images" in found.data:
        lines.append(f"  images: {_flow(found.data['images'])}")
    if not seen.ct:
        lines += ["  # values mean nothing by themselves; `ct` holds them to Hounsfield units", "  modality: any"]
    lines.append(f"  organs: {_flow(seen.organs)}")
    if seen.structures:
        lines.append(f"  dicom: {_flow({'structures': seen.structures})}")
    if seen.annotated:
        lines.append("  # the cases that show it: elsewhere nobody is taken to have drawn it")
        lines.append(f"  annotated: {_flow(seen.annotated)}")
    left = sorted({*found.organs.values(), *found.ignored, *seen.left_out} - set(seen.organs.values()))
    if left:
        lines.append(f"  ignore: {left}")
    if seen.empty:
        lines += ["  # a label map shows nothing: taken for a patient who has none of it", "  empty_labels: allowed"]
    return lines


def _learning(found: Found, seen: Survey, effort: Effort, patients: int) -> list[str]:
    spacing, size = _grid(seen)
    clip = "clip_hu: [-1000, 1000], " if seen.ct else ""
    full = clip + (f"spacing_mm: {spacing}, " if spacing else "") + f"normalize: zscore, size: {size}"
    arms = dict(_ARMS)
    if {*seen.organs} <= {*seen.divided}:
        # nothing to clean up by its largest part: another question in its place
        arms = {name: more for name, more in arms.items() if "postprocessing" not in more}
        arms["full+dice"] = "preparation: full, training: {loss: dice}"
    if seen.colored:
        arms["full+color"] = "preparation: color"
    flat = found.data["layout"] == "images"
    distances = ", metrics: [dice, hd95_px, assd_px]" if flat else ""
    return [
        *_folds(found, patients),
        "preparations:",
        f"  # what the networks see: {'images' if flat else 'slices'} as they are",
        f"  raw: {{size: {_raw_size(seen)}}}",
        *(
            ["  # one spacing for all, and intensities made comparable"]
            if spacing
            else ["  # intensities made comparable"]
        ),
        f"  full: {{{full}}}",
        *([f"  color: {{{full}, color: true}}"] if seen.colored else []),
        "augmentations:",
        "  affine: {copies: 1, rotate_deg: 10, scale: 0.1, translate_px: 8}",
        "training:",
        *([f"  # {effort.why}"] if effort.why else []),
        f"  epochs: {effort.epochs}",
        f"  batch: {effort.batch}",
        "  loss: dice_ce",
        "  class_weights: balanced",
        "  optimizer: adam",
        "  learning_rate: 3.0e-3",
        "  schedule: poly",
        "  initialization: default",
        *_threads(),
        *_postprocessing(seen),
        "# each arm changes one thing; a larger network is a change of `model` (`segstudy keys arms`)",
        "arms:",
        *(f"  - {{name: {name}, model: {{enet: {{kernels: 8, factor: 2}}}}, {more}}}" for name, more in arms.items()),
        f"comparisons: {{baseline: raw{distances}}}",
    ]


def _postprocessing(seen: Survey) -> list[str]:
    """The largest part alone, of each organ that lies in one part; nothing where none does."""
    whole = [organ for organ in seen.organs if organ not in seen.divided]
    if not whole:
        return []
    if not seen.divided:
        return ["postprocessings:", "  clean: {largest_component: true}"]
    several = f"  # {', '.join(seen.divided)}: in several parts in a case that was opened"
    return ["postprocessings:", several, f"  clean: {{largest_component: true, organs: {_flow(whole)}}}"]


def _threads() -> list[str]:
    """On processors, where folds and arms make more trainings than there are cores."""
    return [] if has_gpu() else ["  # trainings run side by side, one on a core", "  threads: 1"]


def _looking() -> list[str]:
    """Where nobody can be held out: what label maps are, and how measures come out at their best and worst."""
    return [
        f"# Networks need {FEWEST_PATIENTS} patients with label maps: to learn from, to choose by, and to measure on.",
        "# With fewer a study looks at cases and label maps, and can measure predictions that others made (`given`).",
        "arms:",
        "  - {name: truth, control: truth}",
        "  - {name: empty, control: empty}",
    ]


def _folds(found: Found, patients: int) -> list[str]:
    if found.splits:
        return ["# nnU-Net's own splits", f"folds: {{file: {_flow(str(found.splits))}}}"]
    count = MOST_FOLDS if patients >= 2 * MOST_FOLDS else min(MOST_FOLDS, patients)
    return [
        f"# every {_units(found)} is held out once"
        + ("; patients are never divided" if _units(found) == "patient" else ""),
        f"folds: {{count: {count}, by: patient, validation: 0.2}}",
    ]


def _raw_size(seen: Survey) -> list[int]:
    """Rows and columns of most scans, so that these are not resized."""
    return [min(LARGEST, _multiple(side)) for side in (seen.shape[1], seen.shape[0])]


def _grid(seen: Survey) -> tuple[list[float] | None, list[int]]:
    """The spacing of the prepared volumes, and the slices' rows and columns: nothing of an organ outside."""
    if seen.spacing_mm is None:
        return None, _raw_size(seen)
    spacing = list(seen.spacing_mm)
    sides = _sides(seen, spacing)
    # coarser where a slice would be larger than small networks learn from
    coarser = max(1.0, *(side / LARGEST for side in sides))
    if coarser > 1:
        spacing = [round(spacing[0] * coarser, 3), round(spacing[1] * coarser, 3), spacing[2]]
        sides = _sides(seen, spacing)
    return spacing, [min(LARGEST, side) for side in sides]


def _sides(seen: Survey, spacing: list[float]) -> list[int]:
    return [_multiple(mm * MARGIN / step) for mm, step in zip(seen.field_mm, (spacing[1], spacing[0]), strict=True)]


def _multiple(side: float) -> int:
    return max(2 * MULTIPLE, MULTIPLE * ceil(side / MULTIPLE))


def _flow(value: object) -> str:
    """A value on one line of YAML."""
    said = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=100_000, allow_unicode=True)
    return said.removesuffix("\n").removesuffix("\n...")

"""Faults planted in labels: how often the audit finds them, and how often it cries wolf.

    python benchmarks/planted_labels.py [--draws 5] [--predictions results/<study>/inferred/*] [--fit]

prints the table of docs/labels.md. A cohort has 20 made-up patients, and a draw plants one kind of fault in two of
them. The networks' predictions are those of a study that was trained on the same cohort, where --predictions names
their folders; else they are made of the correct labels, with errors as networks make them: a smooth warp that all
networks of a case share (what is hard in the scan is hard for all) and one of each network's own, borders that wander
by a few millimeters, a bias of each network towards large or small, ends of tubes that are missed or invented, and now
and then an island elsewhere. --fit fits what makes a probability of the evidence, on cohorts of other seeds.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.ndimage import binary_dilation, gaussian_filter, generate_binary_structure, map_coordinates

from segstudy.audit.consensus import signed_distance
from segstudy.audit.judge import judge
from segstudy.audit.measure import measure_case
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.phantom.names import LABELS, case_names
from segstudy.tables.label_audit import SUSPICIOUS, LabelAuditRow
from segstudy.volumes.grids.orientation import turned_like
from segstudy.volumes.nifti import read_labels
from segstudy.volumes.volume import Volume

PATIENTS, FAULTY, NETWORKS = 20, 2, 3
# The heart's halves, of a cohort in which sides are swapped.
SIDED = {**LABELS, "left_heart": 2, "right_heart": 5}
del SIDED["heart"]


# ---- networks -------------------------------------------------------------------------------------------------------


def _smooth(generator: np.random.Generator, shape: tuple[int, ...], spacing: np.ndarray, mm: float) -> np.ndarray:
    """Noise that is alike within about `mm`, with a standard deviation of 1."""
    noise = gaussian_filter(generator.standard_normal(shape).astype(np.float32), mm / spacing)
    return noise / noise.std()


def predicted(
    labels: Volume, organs: Mapping[str, int], seed: tuple[int, ...], networks: int = NETWORKS, scale: float = 1.0
) -> list[Volume]:
    """What networks might say of a case, made of its correct labels (axes right, front, head).

    Args:
        labels: The correct label map.
        organs: Label integers by name.
        seed: Of the case.
        networks: How many.
        scale: Of all errors.
    """
    spacing, shape = np.array(labels.spacing), labels.array.shape
    shared = np.random.default_rng([*seed, 0])
    hard = shared.gamma(4.0, 0.25)  # some cases are harder than others, for all networks
    common = [scale * hard * 1.5 * _smooth(shared, shape, spacing, 25) for _ in range(3)]
    grid = np.indices(shape, dtype=np.float32)
    result = []
    values = list(organs.values())
    for number in range(networks):
        own = np.random.default_rng([*seed, 1 + number])
        wander = [scale * _smooth(own, shape, spacing, 20) for _ in range(3)]
        warp = [(a + b) / step for a, b, step in zip(common, wander, spacing, strict=True)]
        bias = np.random.default_rng([number, 99]).normal(0, 0.7 * scale)  # the network's, in all cases
        fields = []
        for value in values:
            true = signed_distance(labels.array == value, labels.spacing)
            border = scale * hard * 1.3 * _smooth(own, shape, spacing, 8)
            fields.append(map_coordinates(true, grid + warp, order=1, mode="nearest") + bias + border)
        best = np.array(values)[np.argmax(fields, axis=0)]
        said = np.where(np.max(fields, axis=0) > 0, best, 0).astype(np.uint8)
        for value in values:
            _ends(said, value, own, scale)
        if own.random() < 0.15 * scale:
            _island(said, own, values, spacing)
        result.append(Volume(said, labels.affine))
    return result


def _ends(said: np.ndarray, value: int, own: np.random.Generator, scale: float) -> None:
    """Miss the last slices of an organ, or go on for one too many."""
    for upper in (True, False):
        present = np.flatnonzero((said == value).any(axis=(0, 1)))
        if len(present) < 4 or own.random() > 0.35 * scale:
            continue
        end = present[-1] if upper else present[0]
        beyond = end + (1 if upper else -1)
        if own.random() < 0.5:
            said[..., end][said[..., end] == value] = 0
        elif 0 <= beyond < said.shape[2]:
            said[..., beyond][(said[..., end] == value) & (said[..., beyond] == 0)] = value


def _island(said: np.ndarray, own: np.random.Generator, values: list[int], spacing: np.ndarray) -> None:
    """A ball of an organ somewhere."""
    center = own.uniform(0.2, 0.8, 3) * said.shape
    away = sum(((axis - c) * s) ** 2 for axis, c, s in zip(np.indices(said.shape), center, spacing, strict=True))
    said[(away < own.uniform(6, 14) ** 2) & (said == 0)] = own.choice(values)


# ---- faults ---------------------------------------------------------------------------------------------------------

Fault = Callable[[Volume, np.random.Generator], tuple[np.ndarray, list[str]]]


def _with(labels: np.ndarray, organ: str, mask: np.ndarray) -> np.ndarray:
    result = np.where(labels == LABELS[organ], 0, labels)
    result[mask] = LABELS[organ]
    return result


def heart_moved(mm: float) -> Fault:
    """By so many mm towards anywhere, to the nearest voxel of a grid of 1 mm."""

    def plant(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
        way = generator.standard_normal(3)
        way *= mm / np.linalg.norm(way)
        grid = np.indices(labels.array.shape, dtype=np.float32)
        field = signed_distance(labels.array == LABELS["heart"], labels.spacing)
        at = [axis - step for axis, step in zip(grid, way / labels.spacing, strict=True)]
        return _with(labels.array, "heart", map_coordinates(field, at, order=1, cval=-1e3) > 0), ["heart"]

    return plant


def heart_mirrored(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Left and right, across the middle of the scan."""
    return _with(labels.array, "heart", np.flip(labels.array == LABELS["heart"], 0)), ["heart"]


def top_third_cut(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Of one organ, the slices of its upper third."""
    organ = str(generator.choice(list(LABELS)))
    mask = labels.array == LABELS[organ]
    present = np.flatnonzero(mask.any(axis=(0, 1)))
    mask[..., present[-1] + 1 - round(len(present) / 3) :] = False
    return _with(labels.array, organ, mask), [organ]


def organs_swapped(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """The integers of two organs."""
    one, other = (str(organ) for organ in generator.choice(list(LABELS), 2, replace=False))
    result = labels.array.copy()
    result[labels.array == LABELS[one]] = LABELS[other]
    result[labels.array == LABELS[other]] = LABELS[one]
    return result, [one, other]


def slices_missing(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Of one organ, one in twenty of its slices, at least one, none of them its first or last."""
    organ = str(generator.choice(list(LABELS)))
    mask = labels.array == LABELS[organ]
    present = np.flatnonzero(mask.any(axis=(0, 1)))
    gone = generator.choice(present[1:-1], max(1, round(0.05 * len(present))), replace=False)
    mask[..., gone] = False
    return _with(labels.array, organ, mask), [organ]


def over_drawn(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """One organ, by two voxels in all directions, where no other organ is."""
    organ = str(generator.choice(list(LABELS)))
    grown = binary_dilation(labels.array == LABELS[organ], generate_binary_structure(3, 1), iterations=2)
    return _with(labels.array, organ, grown & ((labels.array == 0) | (labels.array == LABELS[organ]))), [organ]


FAULTS: dict[str, Fault] = {
    "heart moved by 5 mm": heart_moved(5),
    "heart moved by 10 mm": heart_moved(10),
    "heart moved by 20 mm": heart_moved(20),
    "heart mirrored": heart_mirrored,
    "top third cut": top_third_cut,
    "two organs swapped": organs_swapped,
    "5 % of slices missing": slices_missing,
    "over-drawn by 2 voxels": over_drawn,
}


# ---- cohorts --------------------------------------------------------------------------------------------------------


@dataclass
class Cohort:
    """Correct label maps (axes right, front, head), and what networks say of each case."""

    labels: dict[str, Volume]
    predictions: dict[str, list[Volume]]
    clean: dict[str, dict] = field(default_factory=dict)

    def measured(self) -> dict[str, dict]:
        """Of the correct labels, each case once."""
        for case in self.labels:
            if case not in self.clean:
                self.clean[case] = measure_case(self.labels[case], self.predictions[case], LABELS, LABELS)
        return self.clean


def cohort(
    seed: int, folders: list[Path] | None = None, patients: int = PATIENTS, shape: tuple[int, int, int] = (96, 96, 32)
) -> Cohort:
    """The phantom's, with predictions from `folders` or made up."""
    settings = PhantomSettings(patients=patients, shape=shape, displaced=False)
    made = Cohort({}, {})
    for index, case in enumerate(case_names(settings)):
        labels = turned_like(make_case(settings, seed, case).truth, np.eye(4))
        made.labels[case] = labels
        if folders:
            read = [read_labels(folder / f"{case}.nii.gz") for folder in folders]
            made.predictions[case] = [turned_like(volume, np.eye(4)) for volume in read]
        else:
            made.predictions[case] = predicted(labels, LABELS, (seed, index))
    return made


@dataclass
class Draw:
    """What was measured in one draw, and where the faults are."""

    measured: dict[str, dict]
    faulty: set[tuple[str, str]]
    touched: set[tuple[str, str]]

    @property
    def rows(self) -> list[LabelAuditRow]:
        """What the audit says."""
        return judge(self.measured, list(LABELS), {})

    def scores(self) -> tuple[list[float], list[float]]:
        """Evidence against planted faults, and against labels that nobody touched."""
        rows = self.rows
        wrong = [row for row in rows if (row.case, row.organ) in self.faulty]
        right = [row for row in rows if (row.case, row.organ) not in self.faulty | self.touched]
        return [_order(row) for row in wrong], [_order(row) for row in right]


def _order(row: LabelAuditRow) -> float:
    return row.score + 1e-6 * min(row.evidence, 1e4)


def draw(made: Cohort, fault: Fault, seed: int) -> Draw:
    """Plant a fault in two cases, and look."""
    generator = np.random.default_rng(seed)
    measured = dict(made.measured())
    faulty, touched = set(), set()
    for case in generator.choice(list(made.labels), FAULTY, replace=False):
        labels = made.labels[str(case)]
        wrong, organs = fault(labels, generator)
        changed = labels.array != wrong
        touched |= {(str(case), organ) for organ, value in LABELS.items() if (changed & (labels.array == value)).any()}
        faulty |= {(str(case), organ) for organ in organs}
        measured[str(case)] = measure_case(labels.with_array(wrong), made.predictions[str(case)], LABELS, LABELS)
    return Draw(measured, faulty, touched)


def auroc(wrong: list[float], right: list[float]) -> float:
    """The share of pairs of a wrong and a right label in which the wrong one has more against it."""
    apart = np.subtract.outer(wrong, right)
    return float((apart > 0).mean() + (apart == 0).mean() / 2)


@dataclass
class Found:
    """What the audit did with one kind of fault over all draws."""

    auroc: float
    found: float
    named: dict[str, int]
    alarms: float
    wrong: list[float]
    right: list[float]


def study(made: list[Cohort], draws: int) -> dict[str, Found]:
    """Each kind of fault, drawn again and again, cohorts by turns."""
    result = {}
    for number, (kind, fault) in enumerate(FAULTS.items()):
        drawn = [draw(made[each % len(made)], fault, 1000 * number + each) for each in range(draws)]
        wrong, right = ([value for each in drawn for value in each.scores()[side]] for side in (0, 1))
        rows = [row for each in drawn for row in each.rows if (row.case, row.organ) in each.faulty]
        named: dict[str, int] = {}
        for row in rows:
            named[row.kind] = named.get(row.kind, 0) + 1
        flagged = [row.score >= SUSPICIOUS for row in rows]
        alarms = float(np.mean(np.array(right) >= SUSPICIOUS))
        result[kind] = Found(auroc(wrong, right), float(np.mean(flagged)), named, alarms, wrong, right)
    return result


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--seed", type=int, default=42, help="of the cohort")
    parser.add_argument("--predictions", type=Path, nargs="*", help="folders of label maps, one a network")
    asked = parser.parse_args()
    found = study([cohort(asked.seed, asked.predictions)], asked.draws)
    print("| fault | AUROC | found | false alarms | called |\n|---|---|---|---|---|")
    for kind, each in found.items():
        named = ", ".join(f"{name} {count}" for name, count in sorted(each.named.items(), key=lambda pair: -pair[1]))
        print(f"| {kind} | {each.auroc:.3f} | {each.found:.0%} | {each.alarms:.1%} | {named} |")


if __name__ == "__main__":
    sys.exit(main())

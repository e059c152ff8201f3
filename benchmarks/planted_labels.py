"""Faults planted in labels: how often the audit finds them, and how often it cries wolf.

    python benchmarks/planted_labels.py [--draws 5] [--seed 42] [--scale 1] [--train FOLDER] [--fit]

prints the table of docs/labels.md. A cohort has 20 made-up patients, and a draw plants one kind of fault in two of
them. The networks' predictions are made of the correct labels, with errors as networks make them: a smooth warp that
all networks of a case share (what is hard in the scan is hard for all) and one of each network's own, borders that
wander by a few millimeters, a bias of each network towards large or small, ends of tubes that are missed or invented,
and now and then an island elsewhere; --scale makes them better or worse. With --train they are those of two small
networks that are trained on the cohort in FOLDER, three folds each, which takes minutes. --fit fits what makes a
probability of the evidence, on cohorts of seeds 1 and 2, good networks and bad ones.
"""

import argparse
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import yaml
from faults import FAULTS, Fault
from made_up_networks import predicted
from scipy.optimize import minimize

from segstudy.audit.judge import judge
from segstudy.audit.measure import measure_case
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.phantom.names import LABELS, case_names
from segstudy.tables.label_audit import SUSPICIOUS, LabelAuditRow
from segstudy.volumes.grids.orientation import turned_like
from segstudy.volumes.nifti import read_labels
from segstudy.volumes.volume import Volume

ROOT = Path(__file__).resolve().parent.parent
PATIENTS, FAULTY = 20, 2
ENET = {"enet": {"kernels": 8, "factor": 2}}
STUDY = {
    "study": "planted",
    "seed": 42,
    "data": {
        "layout": "phantom",
        "organs": LABELS,
        "phantom": {"patients": PATIENTS, "shape": [96, 96, 32], "displaced": False},
    },
    "folds": {"count": 3, "validation": 0.2},
    "preparations": {
        "raw": {"size": [96, 96]},
        "full": {"clip_hu": [-1000, 1000], "spacing_mm": [4, 4, 6], "normalize": "zscore", "size": [96, 96]},
    },
    "training": {
        **{"epochs": 7, "batch": 4, "loss": "dice_ce", "class_weights": "balanced", "learning_rate": 4e-3},
        **{"schedule": "poly", "initialization": "default", "threads": 1},
    },
    "arms": [{"name": name, "model": ENET, "preparation": name} for name in ("raw", "full")],
    "comparisons": {"baseline": "raw", "metrics": ["dice"]},
}


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
    seed: int,
    folders: list[Path] | None = None,
    patients: int = PATIENTS,
    shape: tuple[int, int, int] = (96, 96, 32),
    scale: float = 1.0,
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
            made.predictions[case] = predicted(labels, LABELS, (seed, index), scale=scale)
    return made


def trained(folder: Path, cores: int = 2) -> list[Path]:
    """Train two small networks on the phantom, three folds each, and predict every case by those that never saw it.

    Returns:
        The folders of what they say.
    """
    (folder / "planted.yaml").write_text(yaml.safe_dump(STUDY, sort_keys=False), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "results/planted/label_audit.csv",
        "--profile",
        ROOT / "profiles/local",
    ]
    files = ["--snakefile", ROOT / "Snakefile", "--configfile", "planted.yaml", "--cores", cores]
    subprocess.run([str(part) for part in (*command, *files)], cwd=folder, check=True)
    return sorted((folder / "results/planted/inferred").iterdir())


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
        named = dict(Counter(row.kind for row in rows))
        flagged = [row.score >= SUSPICIOUS for row in rows]
        alarms = float(np.mean(np.array(right) >= SUSPICIOUS))
        result[kind] = Found(auroc(wrong, right), float(np.mean(flagged)), named, alarms, wrong, right)
    return result


def sides(made: Cohort) -> Found:
    """Halves of the heart, called left and right in all cases alike: as they are, and exchanged.

    The networks learned what the labels say.
    """
    organs = {"left_heart": 1, "right_heart": 2}
    scores: dict[bool, list[LabelAuditRow]] = {}
    for exchanged in (False, True):
        measured = {}
        for case, labels in made.labels.items():
            middle = float(np.argwhere(labels.array == LABELS["heart"]).mean(axis=0)[0])
            volumes = [_halves(volume, middle, exchanged) for volume in (labels, *made.predictions[case])]
            measured[case] = measure_case(volumes[0], volumes[1:], organs, organs)
        scores[exchanged] = judge(measured, list(organs), {})
    wrong, right = ([_order(row) for row in scores[side]] for side in (True, False))
    named = dict(Counter(row.kind for row in scores[True]))
    found, alarms = (float(np.mean(np.array(side) >= SUSPICIOUS)) for side in (wrong, right))
    return Found(auroc(wrong, right), found, named, alarms, wrong, right)


def _halves(volume: Volume, middle: float, exchanged: bool) -> Volume:
    heart = volume.array == LABELS["heart"]
    on_right = np.indices(volume.array.shape)[0] > middle
    return volume.with_array(np.where(heart, np.where(on_right != exchanged, 2, 1), 0).astype(np.uint8))


def fitted() -> tuple[float, float]:
    """The line of `segstudy.audit.probability`: a logistic regression in which both classes weigh the same."""
    wrong, right = [], []
    for seed, scale in ((1, 1.0), (2, 1.7)):
        made = cohort(seed, scale=scale)
        for number, (kind, fault) in enumerate(FAULTS.items()):
            if "5 mm" in kind:  # hardly more than right labels differ by
                continue
            for each in (draw(made, fault, 1000 * number + turn) for turn in range(5)):
                rows = [row for row in each.rows if (row.case, row.organ) not in each.touched - each.faulty]
                for row in rows:
                    side = wrong if (row.case, row.organ) in each.faulty else right
                    side.append(np.log(row.evidence))

    def loss(line: np.ndarray) -> float:
        of_wrong, of_right = (line[0] + line[1] * np.array(side) for side in (wrong, right))
        return float(np.logaddexp(0, -of_wrong).mean() + np.logaddexp(0, of_right).mean())

    at_one, slope = minimize(loss, [-8.0, 6.0]).x
    return float(at_one), float(slope)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--seed", type=int, default=42, help="of the cohort")
    parser.add_argument("--scale", type=float, default=1.0, help="of the errors that are made up")
    parser.add_argument("--train", type=Path, help="where networks are trained, instead of making errors up")
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args()
    if asked.fit:
        print("AT_ONE, SLOPE = {:.2f}, {:.2f}".format(*fitted()))
        return
    folders = trained(asked.train) if asked.train else None
    made = cohort(STUDY["seed"] if folders else asked.seed, folders, scale=asked.scale)
    found = study([made], asked.draws) | {"left and right exchanged in all cases": sides(made)}
    print("| fault | AUROC | found | false alarms | called |\n|---|---|---|---|---|")
    for kind, each in found.items():
        named = ", ".join(f"{name} {count}" for name, count in sorted(each.named.items(), key=lambda pair: -pair[1]))
        print(f"| {kind} | {each.auroc:.3f} | {each.found:.0%} | {each.alarms:.1%} | {named} |")


if __name__ == "__main__":
    main()

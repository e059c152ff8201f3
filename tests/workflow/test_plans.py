"""What is planned after a change: targets × changes × records of a finished study, and that what then runs is right.

What made a file is known from the file's side, so neither the target asked for, nor Snakemake's records, nor time
stamps and places decide what runs again.
"""

import copy
import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import yaml

from segstudy.volumes.nifti import read_image, read_labels, write_volume

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.workflow

# What one change makes again when all is asked for: the first part of each path in the study's folder, tables without
# their suffix, marks of stages left out; `checks` are the files of the correction that no later stage reads. `…` stands
# for all that follows from new metrics, `trained` for what new networks predict too.
AGAIN = """
nothing
data.exclude              cases cases.csv case_warnings.csv checks folds.csv ceilings trained …
data.organs               cases cases.csv case_warnings.csv checks prepared ceilings augmented trained …
data.ignore               cases cases.csv case_warnings.csv agreement.csv tradeoffs.csv volume_errors.csv reported
correction                correction checks prepared ceilings augmented trained …
folds                     cases case_warnings.csv folds.csv trained …
preparation               prepared ceilings trained …
augmentation              augmented trained …
training                  trained …
arm's training            arms.json trained …
model argument            arms.json trained …
postprocessing            arms.json predicted evaluated …
comparisons               compared reported
report                    reported
arm added                 arms.json trained …
arm removed               arms.json …
arm renamed               arms.json predicted evaluated …
arms in another order     arms.json …
keys in another order
another scan              cases cases.csv case_warnings.csv correction checks prepared ceilings augmented trained …
another label map         cases cases.csv case_warnings.csv correction checks prepared ceilings augmented trained …
code of evaluation        ceilings evaluated …
code of preparation       prepared ceilings augmented trained …
"""
COMPARED = {
    "agreement",
    "learning",
    "means",
    "pairs",
    "ranks",
    "representations",
    "statistics",
    "statistics_words.json",
}
COMPARED |= {"tradeoffs", "volume_errors", "without_suspects"}
FOLLOWS = {"…": {"metrics", "pareto", "summary", *COMPARED, "provenance.json", "report.html"}}
FOLLOWS |= {"trained": {"trained", "inferred", "predicted", "evaluated", "audited", "label_audit"}}
FOLLOWS |= {"compared": COMPARED, "reported": {"provenance.json", "report.html"}}


def expected() -> dict[str, set[str]]:
    rows = {}
    for line in AGAIN.strip().splitlines():
        change, _, kinds = line.partition("  ")
        words = [kind.removesuffix(".csv") for kind in kinds.split()]
        rows[change] = set().union(*(FOLLOWS.get(word, {word}) for word in words))
    return rows


# By target, what can be made for it at most. What was inspected once is not inspected again for a single target.
UP_TO_TRAINED = {"correction", "prepared", "augmented", "trained"}
UP_TO_PREDICTED = {*UP_TO_TRAINED, "inferred"}
UP_TO_METRICS = {*UP_TO_PREDICTED, "predicted", "evaluated", "metrics"}


class Target(NamedTuple):
    """What is asked for, and what at most can be made for it; None: anything."""

    targets: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    at_most: set[str] | None = None


TARGETS = {
    "all": Target(),
    "a table": Target(("results/tiny/metrics.csv",), (), UP_TO_METRICS),
    "a stage by name": Target(("prediction",), (), UP_TO_PREDICTED),
    "--until": Target((), ("evaluation",), UP_TO_METRICS),
    "two at once": Target(
        ("results/tiny/statistics.csv", "results/tiny/stages/training"),
        (),
        {*UP_TO_METRICS, "statistics", "statistics_words.json"},
    ),
}


def arm(config: dict, number: int) -> dict:
    return config["arms"][number]


def rename(config: dict) -> None:
    arm(config, 0)["name"] = config["comparisons"]["baseline"] = "first"


def turn_around(mapping: dict) -> None:
    """The same keys and values in another order."""
    values = dict(reversed(mapping.items()))
    mapping.clear()
    mapping.update(values)


def reorder_keys(config: dict) -> None:
    for each in (config, config["training"], config["preparations"]["full"], arm(config, 0)["model"]["enet"]):
        turn_around(each)


def exclude(config: dict) -> None:
    """A patient, and with as many folds as are left every fold still leaves two."""
    config["data"]["exclude"] = {"Patient_01": "a pacemaker"}
    config["folds"]["count"] = 3


CONFIGS: dict[str, Callable[[dict], None]] = {
    "nothing": lambda config: None,
    "data.exclude": exclude,
    "data.organs": lambda config: turn_around(config["data"]["organs"]),
    "data.ignore": lambda config: config["data"].update(ignore=[9]),
    "correction": lambda config: config["correction"].update(space="world"),
    "folds": lambda config: config["folds"].update(count=4),
    "preparation": lambda config: config["preparations"]["raw"].update(clip_hu=[-500, 500]),
    "augmentation": lambda config: config["augmentations"]["affine"].update(translate_px=2),
    "training": lambda config: config["training"].update(epochs=1),
    "arm's training": lambda config: arm(config, 0).update(training={"weight_decay": 1.0e-3}),
    "model argument": lambda config: arm(config, 0)["model"]["enet"].update(kernels=4),
    "postprocessing": lambda config: config["postprocessings"]["clean"].update(closing_mm=12),
    "comparisons": lambda config: config["comparisons"].update(alpha=0.01),
    "report": lambda config: config.update(report={"patient": "Patient_02"}),
    "arm added": lambda config: config["arms"].append({**arm(config, 0), "name": "full", "preparation": "full"}),
    "arm removed": lambda config: config["arms"].pop(1),
    "arm renamed": rename,
    "arms in another order": lambda config: config["arms"].reverse(),
    "keys in another order": reorder_keys,
}
EDITS = {"code of evaluation": "evaluation/overlap.py", "code of preparation": "preparation/intensity.py"}
FILES = {"another scan": "Patient_02.nii.gz", "another label map": "GT.nii.gz"}


def put_another(path: Path) -> None:
    """Another file of the same size that is older than the one it replaces."""
    about = path.stat()
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.unlink()
    path.write_bytes(content)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns - 10**12))


# What is left of Snakemake's records and of the files' times and places.
def moved(folder: Path, place: Path) -> None:
    """The same files elsewhere."""
    shutil.copytree(folder, place, copy_function=os.link)


def copied_with_times(folder: Path, place: Path) -> None:
    shutil.copytree(folder, place)


def without_records(folder: Path, place: Path) -> None:
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns(".snakemake"))


def copied(folder: Path, place: Path) -> None:
    shutil.copytree(folder, place, copy_function=shutil.copy)


def results_alone(folder: Path, place: Path) -> None:
    """Onto a laptop: without records, with new times, in another order."""
    for file in sorted((folder / "results").rglob("*"), reverse=True):
        if file.is_file():
            target = place / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)


RECORDS = {"moved": moved, "no records": without_records, "copied": copied, "results alone": results_alone}
# Planned from another clone of the project.
RECORDS |= {"another clone": copied_with_times}


@pytest.fixture(scope="session")
def own_study(finished_study, tmp_path_factory):
    """The finished study on data of its own, which a test may replace: where they came from is forgotten."""
    place = finished_study.copy_to(tmp_path_factory.mktemp("plans") / "finished")
    place.config["data"] |= {"layout": "segthor", "root": "results/tiny/phantom"}
    del place.config["data"]["phantom"]
    shutil.rmtree(place.results / "seals" / "phantom")
    done = place.run()
    assert done.code == 0, done.text
    return place


class Cell(NamedTuple):
    """One plan."""

    change: str
    target: str
    record: str


def cells() -> list[Cell]:
    """Every change with every target; records in turn, so that each meets every change and every target."""
    records = list(RECORDS)
    return [
        Cell(change, target, records[(row + column) % len(records)])
        for row, change in enumerate(expected())
        for column, target in enumerate(TARGETS)
    ]


def every_cell() -> list[Cell]:
    return [Cell(*each) for each in itertools.product(expected(), TARGETS, RECORDS)]


def planned(own_study, chosen: list[Cell], folder: Path) -> dict[Cell, set[str]]:
    """Which kinds of files would be made, of each cell."""
    clone = folder / "clone"
    shutil.copytree(own_study.project, clone)
    places: dict[tuple[str, str], Path] = {}
    for number, (record, lay) in enumerate(RECORDS.items()):
        for change in ("", *FILES):
            place = places[record, change] = folder / f"place{number}{change.replace(' ', '_')}"
            lay(own_study.folder, place)
            if change:
                put_another(place / "results/tiny/phantom/Patient_02" / FILES[change])
    lines = []
    for cell in chosen:
        config = copy.deepcopy(own_study.config)
        CONFIGS.get(cell.change, CONFIGS["nothing"])(config)
        project = clone if cell.record == "another clone" else own_study.project
        source = EDITS.get(cell.change)
        text = source and (ROOT / "src/segstudy" / source).read_text() + "\nedited = 1\n"
        lines.append(
            {
                "folder": str(places[cell.record, cell.change if cell.change in FILES else ""]),
                "snakefile": str(project / "Snakefile"),
                "study": yaml.safe_dump(config, sort_keys=False),
                "targets": list(TARGETS[cell.target].targets),
                "until": list(TARGETS[cell.target].until),
                "edits": {source: text} if source else {},
            }
        )
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("planner.py"))],
        input="\n".join(map(json.dumps, lines)),
        env=own_study.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    made = [json.loads(line) for line in done.stdout.splitlines()]
    return {cell: {kind(file) for file in files} - {"stages"} for cell, files in zip(chosen, made, strict=True)}


def kind(file: str) -> str:
    """Of a path its first part, and what of the correction's files goes into label maps."""
    inside = file.removeprefix("results/tiny/").split("/")
    if inside[0] == "correction" and not inside[-1].endswith(("transform.json", ".nii.gz", ".quality.json")):
        return "checks"
    return inside[0].removesuffix(".csv") if file.startswith("results/tiny/") else file


def allowed(cell: Cell) -> set[str]:
    at_most = TARGETS[cell.target].at_most
    return expected()[cell.change] & (at_most if at_most is not None else expected()[cell.change])


def check(own_study, chosen: list[Cell], folder: Path) -> None:
    wrong = {
        cell: (f"not: {sorted(allowed(cell) - made)}", f"too much: {sorted(made - allowed(cell))}")
        for cell, made in planned(own_study, chosen, folder).items()
        if made != allowed(cell)
    }
    assert not wrong


def test_every_change_is_planned_as_it_should_whatever_is_asked_for(own_study, tmp_path):
    check(own_study, cells(), tmp_path)


@pytest.mark.slow
def test_every_change_for_every_target_with_all_records(own_study, tmp_path):
    check(own_study, every_cell(), tmp_path)


def raise_density(place: Path) -> None:
    """Another scan, older than the one it replaces."""
    path = place / "Patient_02" / FILES["another scan"]
    scan = read_image(path)
    path.unlink()
    write_volume(path, scan.with_array(scan.array + 20))
    os.utime(path, (1, 1))


def shift_labels(place: Path) -> None:
    """Label maps of all patients, older than those they replace."""
    for case in sorted(place.iterdir()):
        path = case / FILES["another label map"]
        label = read_labels(path)
        path.unlink()
        write_volume(path, label.with_array(np.roll(label.array, 1, axis=2)))
        os.utime(path, (1, 1))


class Through(NamedTuple):
    """Changes that are made at once, and what is then asked for of which copy."""

    changes: tuple[str, ...]
    record: str
    target: str


# Each change that changes numbers is in one of them; those in the first here, and all with `make test-all`.
THROUGH = [
    Through(("data.exclude", "augmentation", "arm's training"), "another clone", "a table"),
    Through(("correction", "model argument", "arm added", "keys in another order"), "no records", "two at once"),
    Through(("data.organs", "folds", "postprocessing", "arm renamed"), "copied", "--until"),
    Through(
        ("preparation", "training", "arm removed", "another scan", "another label map"), "results alone", "a table"
    ),
]
REPLACED = {"another scan": raise_density, "another label map": shift_labels}


@pytest.mark.parametrize(
    "through",
    [pytest.param(each, marks=[pytest.mark.slow] * (number > 0)) for number, each in enumerate(THROUGH)],
    ids=lambda through: ", ".join(through.changes),
)
def test_what_is_made_after_changes_is_what_a_fresh_study_makes(own_study, tmp_path, through):
    changed = replace(own_study, folder=tmp_path / "changed", config=copy.deepcopy(own_study.config))
    RECORDS[through.record](own_study.folder, changed.folder)
    for change in through.changes:
        CONFIGS.get(change, CONFIGS["nothing"])(changed.config)
        REPLACED.get(change, lambda place: None)(changed.results / "phantom")

    fresh = replace(own_study, folder=tmp_path / "fresh", config=copy.deepcopy(changed.config))
    shutil.copytree(changed.results / "phantom", fresh.folder / "data")
    fresh.config["data"]["root"] = "data"
    asked = TARGETS[through.target]
    until = ["--until", *asked.until] if asked.until else []
    for place, arguments in ((changed, [*asked.targets, *until]), (fresh, ["results/tiny/metrics.csv"])):
        done = place.run(*arguments)
        assert done.code == 0, done.text
    assert (changed.results / "metrics.csv").read_bytes() == (fresh.results / "metrics.csv").read_bytes()
    assert (own_study.results / "metrics.csv").read_bytes() != (fresh.results / "metrics.csv").read_bytes()

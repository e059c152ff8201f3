"""Splits that somebody made: nnU-Net's `splits_final.json`, or a CSV of folds or of fixed parts."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segstudy.cases.case import Case
from segstudy.cases.text import listing, plain
from segstudy.config.sections.messages import closest
from segstudy.running.errors import StudyError

PARTS = ("train", "validation", "test")
# What people call them.
ALSO = {"training": "train", "tr": "train", "val": "validation", "valid": "validation", "testing": "test", "ts": "test"}


@dataclass(frozen=True)
class Splits:
    """Which cases are held out, and which are learned from.

    Attributes:
        held_out: The fold of each case that is predicted by networks that never saw it.
        training: Fold by fold, the cases that may be learned from, those that validate among them where none are named.
        validation: Fold by fold, the cases that only choose the checkpoint; empty where they are still to be drawn.
    """

    held_out: dict[str, int]
    training: tuple[frozenset[str], ...]
    validation: tuple[frozenset[str], ...]


def read_splits(path: Path, cases: Sequence[Case], others: Iterable[str] = ()) -> Splits:
    """Read a study's splits.

    Args:
        path: A `.json` file as nnU-Net writes it, a list of `{train, val}`, whose `val` is held out; or a CSV with
            `case` or `patient`, and `fold` (which holds the row out) or `part` (`train`, `validation`, `test`).
        cases: The study's, with label maps or without.
        others: Names that may stand there and count for nothing: of cases that are left out or only tested on.

    Raises:
        StudyError: The file is none of these, or names a case that is not there, twice or not at all, or puts a patient
            on two sides; one line a problem.
    """
    labeled = [case for case in cases if case.label]
    ignored = {*others, *(case.name for case in cases if not case.label)}
    if path.suffix.lower() == ".json":
        splits = _from_json(path, labeled, ignored)
    else:
        splits = _from_table(path, labeled, ignored)
    if not splits.held_out:
        raise StudyError(f"folds.file: {path} holds no case out")
    _check_patients(path, splits, {case.name: case.patient for case in labeled})
    return splits


def _from_json(path: Path, cases: Sequence[Case], ignored: set[str]) -> Splits:
    try:
        read: Any = json.loads(path.read_text(encoding="utf-8"))
        folds = [{side: [str(name) for name in fold[side]] for side in ("train", "val")} for fold in read]
    except OSError as error:
        raise StudyError(f"folds.file: {path}: {error.strerror}; name the file of the splits") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise StudyError(f"folds.file: {path}: is no list of {{train, val}} as nnU-Net's splits_final.json") from error
    names = [case.name for case in cases]
    problems = _unknown(path, [name for fold in folds for side in fold.values() for name in side], names, ignored)
    held_out: dict[str, int] = {}
    for number, fold in enumerate(folds):
        for name in fold["val"]:
            if name in names and held_out.setdefault(name, number) != number:
                problems.append(f"folds.file: {path}: {name} is held out in folds {held_out[name]} and {number}")
    training = tuple(frozenset(fold["train"]) & frozenset(names) for fold in folds)
    for number, learned in enumerate(training):
        if both := sorted(name for name in learned if held_out.get(name) == number):
            problems.append(f"folds.file: {path}: fold {number} learns from {both[0]}, which it holds out")
    _refuse(path, problems, names, {*held_out, *(name for learned in training for name in learned)})
    return Splits(held_out, training, ())


def _from_table(path: Path, cases: Sequence[Case], ignored: set[str]) -> Splits:
    rows = _rows(path)
    by = next((column for column in ("case", "patient") if rows and column in rows[0]), None)
    what = next((column for column in ("fold", "part") if rows and column in rows[0]), None)
    if by is None or what is None:
        raise StudyError(f"folds.file: {path}: needs the columns `case` or `patient`, and `fold` or `part`")
    known = [case.name if by == "case" else case.patient for case in cases]
    problems = _unknown(path, [row[by] for row in rows], known, ignored)
    said: dict[str, str] = {}
    for row in rows:
        if row[by] in said:
            problems.append(f"folds.file: {path}: {by} {plain(row[by])} stands there twice")
        said[row[by]] = row[what]
    _refuse(path, problems, known, set(said))
    of_case = {case.name: said[case.name if by == "case" else case.patient] for case in cases}
    return _folds_of(path, of_case) if what == "fold" else _parts_of(path, of_case)


def _folds_of(path: Path, of_case: Mapping[str, str]) -> Splits:
    if wrong := sorted(fold for fold in set(of_case.values()) if not fold.isdigit()):
        raise StudyError(f"folds.file: {path}: {plain(wrong[0])!r} is no fold's number")
    numbers = {fold: place for place, fold in enumerate(sorted(set(of_case.values()), key=int))}
    if len(numbers) < 2:
        raise StudyError(f"folds.file: {path}: has one fold, so that nothing is left to learn from; use `part`")
    held_out = {case: numbers[fold] for case, fold in of_case.items()}
    training = [frozenset(case for case, fold in held_out.items() if fold != number) for number in numbers.values()]
    return Splits(held_out, tuple(training), ())


def _parts_of(path: Path, of_case: Mapping[str, str]) -> Splits:
    parts = {case: ALSO.get(part.lower(), part.lower()) for case, part in of_case.items()}
    if wrong := sorted(part for part in set(parts.values()) if part not in PARTS):
        raise StudyError(f"folds.file: {path}: {closest('part', wrong[0], PARTS, 'part')}")
    sides = {part: frozenset(case for case, own in parts.items() if own == part) for part in PARTS}
    if not sides["train"]:
        raise StudyError(f"folds.file: {path}: no case is in the part `train`")
    validation = (sides["validation"],) if sides["validation"] else ()
    return Splits(dict.fromkeys(sorted(sides["test"]), 0), (sides["train"],), validation)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            rows = [{key.strip(): (value or "").strip() for key, value in row.items() if key} for row in table]
    except OSError as error:
        raise StudyError(f"folds.file: {path}: {error.strerror}; name the file of the splits") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise StudyError(f"folds.file: {path}: cannot be read as a table ({error})") from error
    return [row for row in rows if any(row.values())]


def _unknown(path: Path, said: Iterable[str], known: Sequence[str], ignored: set[str]) -> list[str]:
    unknown = [name for name in dict.fromkeys(said) if name not in known and name not in ignored]
    return [f"folds.file: {path}: {closest('', name, known, 'labeled case of the study')}" for name in unknown[:3]]


def _refuse(path: Path, problems: list[str], known: Sequence[str], said: set[str]) -> None:
    if missing := [name for name in dict.fromkeys(known) if name not in said]:
        problems.append(
            f"folds.file: {path}: says nothing of {listing(missing)}; add {'it' if len(missing) == 1 else 'them'}, or "
            "leave out under `data.exclude`"
        )
    if problems:
        raise StudyError("\n".join(problems))


def _check_patients(path: Path, splits: Splits, patients: Mapping[str, str]) -> None:
    problems = []
    for number, learned in enumerate(splits.training):
        chosen = splits.validation[number] if splits.validation else frozenset()
        sides = {
            "learns from": {patients[case] for case in learned},
            "chooses by": {patients[case] for case in chosen},
            "holds out": {patients[case] for case, fold in splits.held_out.items() if fold == number},
        }
        pairs = [("learns from", "holds out"), ("chooses by", "holds out"), ("learns from", "chooses by")]
        for first, second in pairs:
            if both := sorted(sides[first] & sides[second]):
                problems.append(f"folds.file: {path}: fold {number} {first} and {second} patient {plain(both[0])}")
        if not chosen and len(sides["learns from"]) < 2:
            problems.append(
                f"folds.file: {path}: fold {number} learns from one patient; it needs another that validates"
            )
    if problems:
        raise StudyError("\n".join(problems))

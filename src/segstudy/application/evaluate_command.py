"""`segstudy evaluate`: a folder of reference labels and folders of predictions become a study, which is run."""

import argparse
import csv
import io
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from segstudy.application.run_command import snakemake_command
from segstudy.cases.layouts.paths import without_ending
from segstudy.cases.layouts.table import REQUIRED
from segstudy.cases.text import listing
from segstudy.config.sections.given import GIVEN
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError
from segstudy.running.files import write_text
from segstudy.volumes.nifti import read_labels


def add_evaluate(commands: argparse._SubParsersAction) -> None:
    """Add `evaluate` to the commands."""
    words = "Measure and compare predictions that are there: writes a study file and its table of cases, and runs it."
    parser = commands.add_parser("evaluate", help=words, description=words)
    parser.add_argument("references", type=Path, metavar="REFERENCES", help="folder of label maps, one a case")
    parser.add_argument(
        "predictions",
        type=Path,
        nargs="+",
        metavar="PREDICTIONS",
        help="folders of label maps with the same names",
    )
    parser.add_argument("--scans", type=Path, metavar="FOLDER", help="folder of scans called likewise, to be shown")
    parser.add_argument("--name", default="evaluation", help="the study's name (evaluation)")
    parser.add_argument(
        "--organ",
        action="append",
        default=[],
        metavar="NAME=INTEGER",
        help="may be repeated; others are left out; by default every integer is one",
    )
    parser.add_argument("--missed", action="store_true", help="a case without a prediction counts as missed")
    parser.add_argument("--write-only", action="store_true", help="write the files and run nothing")
    parser.set_defaults(run=evaluate)


def evaluate(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: Where the folders hold nothing that could be measured.
    """
    references = _files(arguments.references, "GT")
    scans = _files(arguments.scans) if arguments.scans else _beside(references)
    table, file = Path(f"{arguments.name}.csv"), Path(f"{arguments.name}.yaml")
    there = _integers(references)
    organs = _organs(arguments.organ, there)
    # who names organs asks for these alone
    others = [label for label in there if label not in organs.values()]
    data = {"layout": "table", "root": str(table), "organs": organs, **({"ignore": others} if others else {})}
    study = {
        "study": arguments.name,
        "data": data,
        "arms": _arms(arguments.predictions, references, arguments.missed),
    }
    _write(table, _table(references, scans))
    _write(file, yaml.safe_dump(study, sort_keys=False))
    _ = Plan(study).made_elsewhere  # says now what Snakemake would say after its start
    sys.stderr.write(f"{file}: {len(references)} cases, {len(study['arms'])} arms\n")
    if arguments.write_only:
        return 0
    return subprocess.run(snakemake_command(file, [], None, "all", []), check=False).returncode


def _files(folder: Path, of_several: str = "") -> dict[str, Path]:
    """The label maps or scans of a folder, by case: files, or the one file of each folder in it.

    Args:
        folder: Where they are.
        of_several: What the file is called, without its ending, where a folder in it holds several.
    """
    if not folder.is_dir():
        raise StudyError(f"{folder}: no folder")
    found = {}
    for path in sorted(path for path in folder.iterdir() if not path.name.startswith(".")):
        inside = [file for file in sorted(path.iterdir()) if without_ending(file)] if path.is_dir() else [path]
        if len(inside) > 1:
            inside = [file for file in inside if without_ending(file) == of_several]
        if len(inside) == 1 and (name := without_ending(inside[0])):
            found[path.name if path.is_dir() else name] = inside[0]
    if not found:
        raise StudyError(f"{folder}: holds no label maps or scans, as <case>.nii.gz or one file in a folder a case")
    return found


def _beside(references: dict[str, Path]) -> dict[str, Path]:
    """The scans in SegTHOR's layout: beside each label map, called like the case."""
    beside = {case: label.with_name(f"{case}.nii.gz") for case, label in references.items()}
    return {case: scan for case, scan in beside.items() if scan != references[case] and scan.is_file()}


def _integers(references: dict[str, Path]) -> list[int]:
    """All label integers, in order."""
    there = {int(label) for file in references.values() for label in np.unique(read_labels(file).array)}
    return sorted(there - {0})


def _organs(asked: Sequence[str], there: Sequence[int]) -> dict[str, int]:
    if not asked:
        return {f"label_{label}": label for label in there}
    organs = {}
    for text in asked:
        if not (match := re.fullmatch(r"(.+)=(\d+)", text)):
            raise StudyError(f"--organ {text}: should be a name and its integer, such as heart=2")
        organs[match[1]] = int(match[2])
    return organs


def _arms(folders: Sequence[Path], references: dict[str, Path], missed: bool) -> list[dict[str, Any]]:
    arms = []
    for folder in folders:
        files = _files(folder)
        patterns = {str(files[case]).replace(case, "{case}") for case in references if case in files}
        if len(patterns) != 1:
            what = (
                "files of several kinds"
                if patterns
                else f"no file called like a reference ({listing(sorted(references)[:3])})"
            )
            raise StudyError(f"{folder}: holds {what}")
        given = {"files": patterns.pop(), **({"missing": "missed"} if missed else {})}
        arms.append({"name": re.sub(r"[^A-Za-z0-9_+-]", "-", folder.resolve().name).lstrip("_+-"), GIVEN: given})
    return arms


def _table(references: dict[str, Path], scans: dict[str, Path]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REQUIRED)
    for case, label in references.items():
        writer.writerow([case, case, scans.get(case, ""), label])
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise StudyError(f"{path}: is there already and says something else; choose another --name, or remove it")
    write_text(path, text)

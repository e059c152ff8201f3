"""`segstudy new`: a first study file from a folder."""

import argparse
import re
import sys
from pathlib import Path

import yaml

from segstudy.application.expected.estimate import Expected
from segstudy.application.new.effort import fitting
from segstudy.application.new.layouts import find_layout
from segstudy.application.new.proposal import seen_lines
from segstudy.application.new.survey import survey
from segstudy.plan.checked import checked_plan
from segstudy.running.errors import StudyError
from segstudy.running.files import write_text


def add_new(commands: argparse._SubParsersAction) -> None:
    """Add `new` to the commands."""
    words = "Look at a folder of scans and label maps, and write a commented study file that runs."
    parser = commands.add_parser("new", help=words, description=words)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the cases are")
    where = "the study file, by which the study is named (studies/<folder>.yaml)"
    parser.add_argument("--out", type=Path, metavar="FILE", help=where)
    parser.set_defaults(run=new)


def new(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: The folder holds no cases in a layout that is known, or the file is there already.
    """
    name = _study_name(arguments.out.stem if arguments.out else arguments.folder.resolve().name)
    file = arguments.out or Path("studies", f"{name}.yaml")
    if file.exists():
        raise StudyError(f"{file}: is there already; name another with --out")
    found = find_layout(arguments.folder)
    seen = survey(found)
    text = fitting(name, found, seen, file)
    write_text(file, text)
    sys.stdout.write(f"{file}: layout {found.data['layout']}, {len(found.cases)} cases\n")
    for line in seen_lines(seen):
        sys.stdout.write(f"  {line}\n")
    for sentence in seen.unsure:
        sys.stdout.write(f"unsure: {sentence}\n")
    try:
        plan = checked_plan(yaml.safe_load(text), [file])
    except StudyError as error:
        sys.stdout.write(f"before it can run: {error}\n")
        return 0
    if plan.trainings:
        sys.stdout.write(f"it would take {Expected(plan).time()}\n")
    sys.stdout.write(f"next: segstudy check {file}; segstudy run {file}\n")
    return 0


def _study_name(words: str) -> str:
    """The name of the study, which is that of its file, too."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", words).strip("-_").lower() or "mine"

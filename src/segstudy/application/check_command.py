"""`segstudy check`: a whole study file, before anything is started."""

import argparse
import sys
from pathlib import Path

from segstudy.application.expected.estimate import Expected
from segstudy.application.study_file import planned_study
from segstudy.plan.plan import Plan


def add_check(commands: argparse._SubParsersAction) -> None:
    """Add `check` to the commands."""
    words = "Check a study file: keys, what must hold between them, files; say what it would do and take."
    parser = commands.add_parser("check", help=words, description=words)
    parser.add_argument("study", type=Path, metavar="STUDY", help="its file, such as studies/demo.yaml")
    parser.set_defaults(run=check)


def check(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: What is wrong, each with its line.
    """
    plan = planned_study(arguments.study)
    sys.stdout.write("\n".join(f"{name:<12}{words}" for name, words in facts(plan)) + "\n")
    return 0


def facts(plan: Plan) -> list[tuple[str, str]]:
    """What a study would do: names of facts and their words."""
    said = [
        ("study", f"{plan.settings.study}, results in {plan.results}/"),
        ("cases", f"{len(plan.cases)}{_whose(plan)}, {len(plan.labelled)} with a label map"),
        ("organs", ", ".join(plan.settings.data.organs)),
        ("arms", f"{len(plan.settings.arms)}: {', '.join(arm.name for arm in plan.settings.arms)}"),
    ]
    if plan.trainings:
        folds = len(plan.fold_numbers)
        said += [
            ("folds", f"{folds}, {_sizes(plan)}"),
            ("trainings", f"{len(plan.trainings) * folds}: {len(plan.trainings)} networks on {folds} folds"),
        ]
    said += Expected(plan).facts()
    if plan.offer:
        said.append(("note", plan.offer.removeprefix("note: ")))
    return said


def _whose(plan: Plan) -> str:
    """Of how many patients its cases are; 2D images may be of nobody."""
    patients = {case.patient for case in plan.cases.values()}
    return "" if plan.has_2d_images and patients == {*plan.cases} else f" of {len(patients)} patients"


def _sizes(plan: Plan) -> str:
    parts = [plan.split(fold) for fold in plan.fold_numbers]
    training, validation = ([len(part[side]) for part in parts] for side in (0, 1))
    cases = "case" if {*training} == {1} else "cases"
    return f"{_range(training)} {cases} to learn from and {_range(validation)} to validate on in each"


def _range(numbers: list[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low} to {high}"

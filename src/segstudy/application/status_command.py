"""`segstudy status`: how far a study is. It reads files only, while a run works and after it was killed."""

import argparse
import csv
import html
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from segstudy.application.driver import LOG
from segstudy.application.study_file import planned_study
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError
from segstudy.running.files import write_text
from segstudy.running.locks import RUN_LOCK, holder, is_held
from segstudy.running.resume import jobs_of, may_have_cluster

# Where runs on SLURM, and the job that drives one, leave logs.
_JOB_LOGS = Path(".snakemake/slurm_logs")
_EPOCH = re.compile(r"(\S+ \S+)  epoch (\d+)/(\d+) .*?(?:dice (\S+))?  rate \S+  .*, (\S+(?: days?, \S+)?) left")
_FAILED = re.compile(r"Error in rule (\w+):.*?jobid: (\d+).*?log: (\S+)", re.DOTALL)
_FINISHED = re.compile(r"Finished jobid: (\d+) ")
_STEPS = re.compile(r"(\d+) of (\d+) steps")


def add_status(commands: argparse._SubParsersAction) -> None:
    """Add `status` to the commands."""
    words = "Say how far a study is: what is done, what works, what has failed."
    parser = commands.add_parser("status", help=words, description=words)
    parser.add_argument("study", type=Path, metavar="STUDY", help="its file, such as studies/demo.yaml")
    parser.add_argument("--every", type=float, metavar="SECONDS", help="say it again and again, until nothing works")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page that reloads itself instead")
    parser.set_defaults(run=status)


def status(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: The study file is wrong.
    """
    plan = planned_study(arguments.study)
    while True:
        lines = list(progress(plan))
        if arguments.html:
            write_text(arguments.html, _page(plan.settings.study, lines, arguments.every or 30))
        else:
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()
        if not arguments.every or not is_held(Path(plan.results) / RUN_LOCK):
            return 0
        time.sleep(arguments.every)


def progress(plan: Plan) -> Iterator[str]:
    """How far a study is, in lines."""
    results = Path(plan.results)
    yield _running(results)
    for training in plan.trainings:
        for fold in plan.fold_numbers:
            yield f"{training} fold {fold}: {_training(results, training, fold)}"
    for title, folder, ending in (("predicted", "predicted", ".nii.gz"), ("measured", "evaluated", ".csv")):
        for run in plan.runs:
            there = sum(Path(results, folder, run, f"{case}{ending}").exists() for case in plan.measured)
            yield f"arm {run}: {there} of {len(plan.measured)} cases {title}"
    for name in ("metrics.csv", "statistics.csv", "report.html"):
        yield f"{name}: {'there' if (results / name).exists() else 'not yet'}"
    yield from _failures(results)
    yield from _queue(results)


def _running(results: Path) -> str:
    if not is_held(results / RUN_LOCK):
        return "nothing works on it"
    steps = _STEPS.findall(_last_log())
    done = f", {steps[-1][0]} of {steps[-1][1]} steps done" if steps else ""
    return f"a run works on it ({holder(results / RUN_LOCK)}){done}"


def _training(results: Path, training: str, fold: int) -> str:
    if Path(results, "trained", training, f"fold-{fold}", "weights.safetensors").exists():
        return f"trained{_best(Path(results, 'trained', training, f'fold-{fold}', 'history.csv'))}"
    if not Path(results, "state", training, f"fold-{fold}").is_dir():
        return "waits"
    log = Path(results, "logs", "train", training, f"fold-{fold}.log")
    epochs = _EPOCH.findall(log.read_text(encoding="utf-8", errors="replace")) if log.exists() else []
    if not epochs:
        return "begun"
    _, epoch, count, dice, left = epochs[-1]
    return f"epoch {epoch} of {count}{f', Dice {dice}' if dice else ''}, {left} left"


def _best(history: Path) -> str:
    """Epochs of a training that is done, and the best Dice among them; empty where there is no such table."""
    try:
        with history.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        dice = max(float(row["validation_dice"]) for row in rows if row["validation_dice"])
    except (OSError, KeyError, ValueError):
        return ""
    return f", {len(rows)} epochs, best Dice {dice:.3f} in validation"


def _last_log() -> str:
    logs = sorted(Path(".snakemake/log").glob("*.snakemake.log"))
    return logs[-1].read_text(encoding="utf-8", errors="replace") if logs else ""


def _failures(results: Path) -> Iterator[str]:
    """Jobs of this study that failed in the last run, and did not succeed when they were tried again."""
    text, said = _last_log(), set()
    for failed in _FAILED.finditer(text):
        rule, number, log = failed.groups()
        later = number in _FINISHED.findall(text, failed.end())
        if Path(log).is_relative_to(results) and not later and log not in said:
            said.add(log)
            yield f"failed: {rule}, its log: {log}"


def _queue(results: Path) -> Iterator[str]:
    try:
        for job in jobs_of(Path.cwd()) if may_have_cluster() else []:
            about = job.about if job.about not in ("", "(null)") else job.name
            why = f" ({job.reason})" if job.reason not in ("", "None") else ""
            yield f"in the cluster's queue: {about}, job {job.number}: {job.state.lower()}{why}"
    except StudyError as error:
        # SLURM may be installed where this study never met it
        if _JOB_LOGS.exists() or (results / "logs" / LOG).exists():
            yield str(error)


def _page(name: str, lines: list[str], seconds: float) -> str:
    rows = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="{seconds:g}">'
        f"<title>{html.escape(name)}</title><style>:root{{color-scheme:light dark;font:16px/1.6 system-ui;margin:2rem}}"
        f"</style><h1>{html.escape(name)}</h1><p>{time.strftime('%Y-%m-%d %H:%M:%S')}</p><ul>{rows}</ul></html>\n"
    )

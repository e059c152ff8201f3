"""`segstudy run`: Snakemake with what this project needs, and in few words."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tqdm import tqdm

from segstudy.application.clean_command import PROJECT
from segstudy.application.driver import go_on_later, submit_driver
from segstudy.application.expected.estimate import Expected
from segstudy.application.run_lines import RunLines
from segstudy.application.run_progress import RunProgress
from segstudy.application.study_file import planned_study
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

STUDY_FILES = {".yaml", ".yml"}
CLUSTER = PROJECT / "profiles/slurm"


def add_run(commands: argparse._SubParsersAction) -> None:
    """Add `run` to the commands."""
    words = "Run a study: all of it, or up to what is asked for. What stands behind `--` goes to Snakemake as it is."
    parser = commands.add_parser("run", help=words, description=words)
    parser.add_argument(
        "asked",
        nargs="*",
        metavar="STUDY [TARGET]",
        help="the study's file, and files or stages to be made, in any order",
    )
    parser.add_argument("--cores", default="all", help="processor cores to use (all)")
    parser.add_argument("--slurm", nargs="?", const=CLUSTER, type=Path, metavar="PROFILE", help="run on a cluster")
    parser.add_argument(
        "--submit",
        type=float,
        metavar="HOURS",
        help="with --slurm: let this command itself be a job of so many hours, which asks for more when they end",
    )
    parser.add_argument("--all-lines", action="store_true", help="show everything that Snakemake says")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: The study file is wrong.
    """
    if arguments.slurm and arguments.slurm.suffix in STUDY_FILES:  # `--slurm` names no profile, the study follows
        arguments.asked.append(str(arguments.slurm))
        arguments.slurm = CLUSTER
    study, targets = _asked(arguments.asked)
    plan = planned_study(study)
    if arguments.submit is not None:
        if not arguments.slurm:
            raise StudyError("--submit: names hours of a job on a cluster: say `--slurm PROFILE` too")
        return submit_driver(arguments, study, targets, plan.settings.study)
    report = Path(plan.results, "report.html")
    before = report.stat().st_mtime_ns if report.exists() else None
    command = snakemake_command(study, targets, arguments.slurm, arguments.cores, arguments.more)
    environment = dict(os.environ)
    if not arguments.slurm:
        environment["SLURM_CONF"] = os.devnull  # a cluster that is installed and down is not asked
    if arguments.all_lines or {"-n", "--dry-run"} & {*arguments.more}:
        return subprocess.run(command, env=environment, check=False).returncode
    status = _followed(command, environment, plan)
    if status == 0 and not targets and report.exists():
        sys.stdout.write(
            f"{'the report' if report.stat().st_mtime_ns != before else 'the report is as it was'}: {report}\n"
        )
    return status


def _asked(words: list[str]) -> tuple[Path, list[str]]:
    """The study's file and the targets."""
    studies = [word for word in words if Path(word).suffix in STUDY_FILES]
    if len(studies) != 1:
        raise StudyError(f"run: one study file belongs there, such as studies/demo.yaml; there are {len(studies)}")
    return Path(studies[0]), [word for word in words if word != studies[0]]


def snakemake_command(study: Path, targets: list[str], slurm: Path | None, cores: str, more: list[str]) -> list[str]:
    """The command that runs a study here.

    Args:
        study: Its file.
        targets: What is asked for; all of it where there are none.
        slurm: A cluster's profile; None: this machine.
        cores: How many to use here.
        more: Options of Snakemake's.
    """
    profile = slurm or PROJECT / "profiles/local"
    command = [sys.executable, "-m", "snakemake", *targets, "--snakefile", str(PROJECT / "Snakefile")]
    command += ["--profile", str(profile), *([] if slurm else ["--cores", cores]), *more]
    return [*command, "--configfile", str(study)]


def _followed(command: list[str], environment: dict[str, str], plan: Plan) -> int:
    name, progress = plan.settings.study, RunProgress(Expected(plan).rule_seconds())
    lines, begun = RunLines(), time.monotonic()
    asked_to_stop: list[int] = []
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    assert process.stdout is not None

    def stop(number: int, _frame: object) -> None:
        """Let Snakemake end its jobs: it does so at an interrupt."""
        asked_to_stop.append(number)
        process.send_signal(signal.SIGINT)

    for number in (signal.SIGTERM, signal.SIGUSR1):
        signal.signal(number, stop)
    with tqdm(desc=name, disable=None, leave=False, file=sys.stderr, bar_format=_BAR, smoothing=0) as bar:
        try:
            for line in process.stdout:
                progress.read(line.rstrip("\n"))
                for said in lines.read(line.rstrip("\n")):
                    tqdm.write(said, file=sys.stderr)
                if lines.total and not bar.disable:
                    bar.total, bar.n = progress.total, progress.done
                    bar.set_postfix_str(f"{lines.done}/{lines.total} {lines.now}", refresh=True)
        except KeyboardInterrupt:
            process.wait()  # Snakemake has been told too, and ends its jobs
            raise
    status = process.wait()
    if asked_to_stop[:1] == [signal.SIGUSR1]:
        go_on_later()
    if lines.total:
        took = time.strftime("%H:%M:%S", time.gmtime(time.monotonic() - begun))
        sys.stderr.write(f"{name}: {lines.done} of {lines.total} steps in {took}\n")
    return status


_BAR = "{desc} {percentage:3.0f}%|{bar:20}| {elapsed}, {remaining} left{postfix}"

"""`segstudy cluster`: a profile for the cluster at hand."""

import argparse
import sys
from pathlib import Path

import yaml

from segstudy.application.clean_command import PROJECT
from segstudy.application.cluster.partitions import commonest, partitions
from segstudy.application.cluster.profile import accounts, filled_in, forgets_early
from segstudy.running.errors import StudyError
from segstudy.running.files import write_text

ABOUT = (
    "# What one job may ask for in each partition, as the cluster said of its nodes. A job goes where it fits best.\n"
)


def add_cluster(commands: argparse._SubParsersAction) -> None:
    """Add `cluster` to the commands."""
    words = "Ask the SLURM cluster at hand, and write a profile for it: partitions, account, GPU model."
    parser = commands.add_parser("cluster", help=words, description=words)
    parser.add_argument("profile", type=Path, metavar="PROFILE", help="the profile's folder, such as profiles/ourlab")
    parser.set_defaults(run=cluster)


def cluster(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: The profile is there already, or the cluster does not answer.
    """
    folder: Path = arguments.profile
    if folder.exists():
        raise StudyError(f"{folder}: is there already; name a folder that is not, or remove it")
    limits, nodes = partitions()
    paying, unasked = _accounts()
    model = commonest(nodes.values())
    early = forgets_early()
    own = (PROJECT / "profiles/slurm/config.yaml").read_text(encoding="utf-8")
    write_text(folder / "config.yaml", filled_in(own, paying[0] if paying else None, model, early))
    write_text(folder / "partitions.yaml", ABOUT + yaml.safe_dump({"partitions": limits}, sort_keys=False))
    say = sys.stdout.write
    for name, own_limits in limits.items():
        say(f"partition {name}: {', '.join(f'{key} {value}' for key, value in own_limits.items())}\n")
    others = f" (also {', '.join(paying[1:])})" if paying[1:] else ""
    say(f"account: {paying[0] if paying else 'none'}{others}{unasked}\n")
    say(f"GPU model asked for: {model or 'any'}\n")
    if not any("max_gpu" in each for each in limits.values()):
        say("unsure: no partition tells of GPUs: trainings go to processors\n")
    if early:
        say("jobs are asked after by sacct: the controller soon forgets those that ended\n")
    say(f"next: look at {folder}/config.yaml; segstudy run STUDY --slurm {folder}\n")
    return 0


def _accounts() -> tuple[list[str], str]:
    try:
        return accounts(), ""
    except StudyError as error:
        return [], f" (unsure: {error})"

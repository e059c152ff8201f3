"""`segstudy clean`: what a study made and none of its arms needs any more."""

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from segstudy.running.alone import alone
from segstudy.running.errors import StudyError
from segstudy.running.files import is_left_behind
from segstudy.running.seals import Seals

PROJECT = Path(__file__).parents[3]
# Where a training keeps what it goes on from, and where its network then is.
STATE, TRAINED = "state", "trained"


def add_clean(commands: argparse._SubParsersAction) -> None:
    """Add `clean` to the commands."""
    words = "List what a study made that no arm of its file needs any more, with sizes; with --yes, remove it."
    parser = commands.add_parser("clean", help=words, description=words)
    parser.add_argument("study", type=Path, metavar="STUDY", help="its file, such as studies/demo.yaml")
    parser.add_argument("--yes", action="store_true", help="remove what is listed")
    parser.set_defaults(run=clean)


def clean(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: The study cannot be planned, or files are to be removed while it runs.
    """
    needed, results = needed_files(arguments.study)
    left = unneeded(results, needed)
    folders: Counter[Path] = Counter()
    for path in left:
        folders[path.parent] += path.stat().st_size
    for folder, size in sorted(folders.items()):
        sys.stdout.write(f"{size / 1e6:12,.1f} MB  {folder}\n")
    total = f"{sum(folders.values()) / 1e6:,.1f} MB in {len(left)} files"
    if not left:
        sys.stdout.write(f"{results}: all of it is needed\n")
    elif arguments.yes:
        with alone(results):  # what a run is writing looks as if its writer had been killed
            remove(left, results)
        sys.stdout.write(f"removed: {total}\n")
    else:
        sys.stdout.write(f"{total}; `segstudy clean {arguments.study} --yes` removes them\n")
    return 0


def needed_files(study: Path) -> tuple[set[Path], Path]:
    """All files that the study would make, from here, and its folder.

    Raises:
        StudyError: The study cannot be planned.
    """
    command = [sys.executable, "-m", "snakemake", "--summary", "--snakefile", str(PROJECT / "Snakefile")]
    done = subprocess.run(
        [*command, "--configfile", str(study)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    rows = [line.split("\t")[0] for line in done.stdout.splitlines() if line.startswith("results/")]
    if done.returncode or not rows:
        raise StudyError(f"{study}: cannot be planned\n{done.stderr.strip()}")
    return set(map(Path, rows)), Path(*Path(rows[0]).parts[:2])


def unneeded(results: Path, needed: set[Path]) -> list[Path]:
    """The files that the study in `results` once made and is not to make now, and those whose writer was killed.

    Nothing that somebody else put there is among them.

    Args:
        results: The study's folder.
        needed: What it is to make.
    """
    seals = Seals(results)
    files = sorted(file for file in results.rglob("*") if file.is_file())
    return [
        file
        for file in files
        if is_left_behind(file) or (_was_made(file, results, seals) and not _is_needed(file, results, needed))
    ]


def _was_made(file: Path, results: Path, seals: Seals) -> bool:
    """Whether a job of the study made a file, or the folder that it is in, or a training goes on from it."""
    inside = file.relative_to(results)
    return inside.parts[0] == STATE or any(seals.of(results / path) for path in (inside, *inside.parents[:-1]))


def _is_needed(file: Path, results: Path, needed: set[Path]) -> bool:
    inside = file.relative_to(results)
    if inside.parts[0] == STATE:
        network = results / TRAINED / inside.parts[1]
        return any(network in each.parents for each in needed)
    return any(results / path in needed for path in (inside, *inside.parents[:-1]))


def remove(files: Iterable[Path], results: Path) -> None:
    """Remove files with their seals, and folders that are empty then."""
    gone = list(files)
    for path in gone:
        path.unlink(missing_ok=True)
    Seals(results).forget(gone)
    for folder in sorted((folder for folder in results.rglob("*") if folder.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()

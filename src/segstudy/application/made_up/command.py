"""`segstudy phantom`: a folder of made-up patients, to try a first study on."""

import argparse
import sys
from pathlib import Path

from pydantic import ValidationError

from segstudy.application.made_up.folders import FOLDERS, write_folder
from segstudy.config.sections.messages import problems_of
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.running.errors import StudyError

PATIENTS, SHAPE, SEED = 6, (64, 64, 24), 42


def add_phantom(commands: argparse._SubParsersAction) -> None:
    """Add `phantom` to the commands."""
    words = "Write a folder of made-up patients, laid out as data is handed in, to try a first study on."
    parser = commands.add_parser("phantom", help=words, description=words)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to; it must not be there yet")
    parser.add_argument("--layout", choices=FOLDERS, default="segthor", help="how it is laid out (segthor)")
    parser.add_argument("--patients", type=int, default=PATIENTS, metavar="N", help=f"how many ({PATIENTS})")
    parser.add_argument(
        "--shape",
        type=int,
        nargs=3,
        default=SHAPE,
        metavar=("COLUMNS", "ROWS", "SLICES"),
        help=f"voxels of each scan ({' '.join(map(str, SHAPE))})",
    )
    parser.add_argument("--seed", type=int, default=SEED, help=f"other patients with another ({SEED})")
    parser.set_defaults(run=phantom)


def phantom(arguments: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit status.

    Raises:
        StudyError: The folder is there, or there can be no such patients.
    """
    folder: Path = arguments.folder
    if folder.exists():
        raise StudyError(f"{folder}: is there already; name a folder that is not")
    try:
        cohort = PhantomSettings(patients=arguments.patients, shape=arguments.shape, displaced=False)
    except ValidationError as error:
        raise StudyError("\n".join(map(str, problems_of(error, PhantomSettings, "phantom")))) from error
    write_folder(folder, arguments.layout, cohort, arguments.seed)
    sys.stdout.write(f"{folder}: {cohort.patients} made-up patients, layout {arguments.layout}\n")
    return 0

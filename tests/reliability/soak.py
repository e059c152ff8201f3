"""Random power cuts for as long as one likes: `python tests/reliability/soak.py --minutes 60`.

A tiny study runs to its end undisturbed. Then, again and again, the same study begins anew, its Snakemake and all jobs
are killed at random moments until it is through, and its numbers are compared, byte for byte. The first difference, or
a run that does not go on, ends it with status 1 and leaves the folder.
"""

import argparse
import copy
import importlib.util
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

WORKFLOW = Path(__file__).parents[1] / "workflow"
MOST_KILLS = 12  # of one study, which shall come to its end


def module(name: str) -> ModuleType:
    """A file of tests/workflow, which is no package."""
    spec = importlib.util.spec_from_file_location(name, WORKFLOW / f"{name}.py")
    assert spec and spec.loader
    loaded = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def studies(conftest: ModuleType, folder: Path) -> Iterator[Any]:
    """Folders for the tiny study, one after the other, each with the same copy of the project."""
    project = conftest.copy_project(folder / "project")
    number = 0
    while True:
        place = conftest.Workplace(folder / f"study{number}", copy.deepcopy(conftest.TINY), project)
        place.folder.mkdir()
        yield place
        number += 1


def cut_until_done(faults: ModuleType, place: Any, moments: random.Random) -> tuple[int, str]:
    """Kill a study at random moments and start it again, until it is through: how often, and what is wrong."""
    kills = faults.kill_often(place, MOST_KILLS, longest=moments.uniform(3, 40), seed=moments.random())
    code = place.start().wait(timeout=1800)
    return kills, "" if code == 0 else f"it ended with {code}: {(place.folder / 'run.log').read_text()[-2000:]}"


def say(line: str) -> None:
    """At once, for whoever looks at it in the morning."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Run until the time is over; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None, help="of the moments; drawn, and told, where none is given")
    given = parser.parse_args()
    seed = random.randrange(2**32) if given.seed is None else given.seed
    moments, end = random.Random(seed), time.monotonic() + 60 * given.minutes
    conftest, faults = module("conftest"), module("test_machine_faults")
    folder = Path(tempfile.mkdtemp(prefix="soak"))
    places, all_kills, rounds = studies(conftest, folder), 0, 0
    undisturbed = next(places)
    assert undisturbed.start().wait(timeout=1800) == 0, (undisturbed.folder / "run.log").read_text()
    say(f"seed {seed}, in {folder}")
    while time.monotonic() < end:
        place = next(places)
        kills, wrong = cut_until_done(faults, place, moments)
        rounds, all_kills = rounds + 1, all_kills + kills
        for name in faults.NUMBERS if not wrong else ():
            if (place.results / name).read_bytes() != (undisturbed.results / name).read_bytes():
                wrong = f"{name} differs"
        say(f"study {rounds}: {kills} kills, {wrong or 'the same numbers'}; {all_kills} kills in all")
        if wrong:
            return 1
        shutil.rmtree(place.folder)
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())

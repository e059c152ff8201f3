"""What the jobs of a run are handed of its plan: the cases, as they were found when the run began.

On a cluster each job plans the study again. To look for the files of ten thousand patients took it longer than all
else, and a patient who came meanwhile would have been in the folds of one job and not of another.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import VARIABLE
from segstudy.config.sections.layouts import LAYOUTS
from segstudy.running.known_fingerprints import known_fingerprint
from segstudy.running.locks import RUN_LOCK, holder

# Among logs, because it names folders of this machine.
FILE = "logs/cases_of_run.json"


@dataclass(frozen=True)
class Handed:
    """The cases of a run.

    Attributes:
        cases: All of them, as `find_cases` gives them.
        placed: The set of each case that lies elsewhere than `data`.
        masks: The files of each 2D image's mask.
        records: The `.dvc` files that record the data.
    """

    cases: list[Case]
    placed: dict[str, str]
    masks: dict[str, list[str]]
    records: list[str]


def handed_over(config: Mapping[str, Any]) -> Handed | None:
    """The cases of the run that a job belongs to.

    None where there is no such run, or it was started for another configuration, by other code, or where variables of
    the environment that the configuration names had other values.
    """
    try:
        handed = json.loads(Path(_folder(config), FILE).read_text(encoding="utf-8"))
        if handed.pop("key") != key_of_run(config):
            return None
        cases = list(map(_case, handed.pop("cases")))
        return Handed(cases, **handed)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _case(values: dict[str, Any]) -> Case:
    drawn = values.pop("annotated")
    return Case(**values, annotated=None if drawn is None else tuple(drawn))


def _folder(config: Mapping[str, Any]) -> str:
    return f"results/{config['study']}"


def key_of_run(config: Mapping[str, Any]) -> str:
    """What cases were found for: the run, by its lock, its configuration, the code, and what paths in it depend on.

    Raises:
        OSError: No run has begun.
    """
    text = json.dumps(config, default=str)
    variables = sorted({name: os.environ.get(name) for name, _ in VARIABLE.findall(text)}.items())
    code = known_fingerprint(Path(__file__).with_name("cases.py"), *(each.finder for each in LAYOUTS.values()))
    lock = Path(_folder(config), RUN_LOCK)
    run = [holder(lock), lock.stat().st_mtime_ns]
    return sha256(json.dumps([text, variables, str(Path.home()), code, run]).encode()).hexdigest()

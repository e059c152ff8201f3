"""What a run tells its jobs before they start, and takes back at its end (see `segstudy.plan.handed`)."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from segstudy.plan.handed import FILE, key_of_run
from segstudy.plan.inputs.cases import data_records
from segstudy.plan.plan import Plan
from segstudy.running.files import write_text


def hand_over(plan: Plan, config: Mapping[str, Any]) -> None:
    """Write down the cases for the jobs of this run, which holds the study's lock.

    Raises:
        OSError: It cannot be written; jobs then look for the cases themselves.
    """
    handed = {
        "key": key_of_run(config),
        "cases": list(map(vars, plan.all_cases.values())),
        "placed": {name: each.set for name, each in plan.placed.items()},
        "masks": plan.masks if plan.has_2d_images else {},
        "records": data_records(plan),
    }
    write_text(plan.path(FILE), json.dumps(handed))


def take_back(plan: Plan) -> None:
    """Remove what was handed over, once no job runs any more."""
    with suppress(OSError):
        Path(plan.path(FILE)).unlink(missing_ok=True)

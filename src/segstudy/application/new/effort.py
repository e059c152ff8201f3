"""How many epochs, and how large batches, a first study is given: to end the same day, in the memory there is."""

import math
from pathlib import Path

import yaml

from segstudy.application.expected.estimate import Expected
from segstudy.application.new.layouts import Found
from segstudy.application.new.proposal import Effort, proposal
from segstudy.application.new.survey import Survey
from segstudy.plan.checked import checked_plan
from segstudy.running.errors import StudyError

HOURS = 1.0
"""What a first study may take here, as far as can be known."""

FEWEST = 5
FEWEST_STEPS = 4
"""Of an epoch: of a dozen pictures a larger batch would make one, and fifty epochs of it teach little."""

SHARE = 0.8
"""Of the memory that is free."""


def fitting(name: str, found: Found, seen: Survey, file: Path) -> str:
    """The proposal with as many epochs and as large batches as this machine bears; arguments as for `proposal`."""
    effort = Effort()
    text = proposal(name, found, seen, effort)
    expected = _expected(text, file)
    if expected is None or not expected.plan.trainings:
        return text
    batch = effort.batch
    while batch > 2 and _samples(expected) < FEWEST_STEPS * batch:
        batch //= 2
    wanted = batch
    if wanted < effort.batch:
        expected = _expected(proposal(name, found, seen, Effort(effort.epochs, batch)), file) or expected
    while batch > 1 and not expected.fits(SHARE):
        batch //= 2
        expected = _expected(proposal(name, found, seen, Effort(effort.epochs, batch)), file) or expected
    epochs, seconds = effort.epochs, expected.seconds()
    if seconds > HOURS * 3600:
        epochs = max(FEWEST, int(effort.epochs * HOURS * 3600 / seconds))
    longer = f"{effort.epochs} epochs, better for a result, would take about {expected.rough()} here"
    why = [longer] if epochs < effort.epochs else []
    if batch < wanted:
        why.append(f"batches of {wanted} would need more memory than is free here")
    return proposal(name, found, seen, Effort(epochs, batch, "; ".join(why)))


def _samples(expected: Expected) -> float:
    """Slices, or pictures, that the fold with the fewest learns from."""
    plan, size = expected.plan, expected.size
    fewest = min(len(plan.split(fold)[0]) for fold in plan.fold_numbers)
    return fewest * size.shape[2] if size else math.inf


def _expected(text: str, file: Path) -> Expected | None:
    try:
        return Expected(checked_plan(yaml.safe_load(text), [file]))
    except (StudyError, OSError):
        return None  # what keeps it from running, is told with the file

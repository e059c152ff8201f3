"""How many epochs, and how large batches, a first study is given: to end the same day, in the memory there is."""

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
    while batch > 1 and not expected.fits(SHARE):
        batch //= 2
        expected = _expected(proposal(name, found, seen, Effort(effort.epochs, batch)), file) or expected
    epochs, seconds = effort.epochs, expected.seconds()
    if seconds > HOURS * 3600:
        epochs = max(FEWEST, int(effort.epochs * HOURS * 3600 / seconds))
    longer = f"{effort.epochs} epochs, better for a result, would take about {expected.rough()} here"
    why = [longer] if epochs < effort.epochs else []
    if batch < effort.batch:
        why.append(f"batches of {effort.batch} would need more memory than is free here")
    return proposal(name, found, seen, Effort(epochs, batch, "; ".join(why)))


def _expected(text: str, file: Path) -> Expected | None:
    try:
        return Expected(checked_plan(yaml.safe_load(text), [file]))
    except (StudyError, OSError):
        return None  # what keeps it from running, is told with the file

"""One trial, from what it is to try to how it ended."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from segstudy.running.errors import DivergedError
from segstudy.tables.history import EpochRecord
from segstudy.tuning.kept import keep, read_kept
from segstudy.tuning.proposal import Proposal, skipped
from segstudy.tuning.result import TrialResult
from segstudy.tuning.spec import SearchSpec

log = logging.getLogger(__name__)
ShouldPrune = Callable[[Sequence[EpochRecord]], bool]
# Fits with hyper-parameters until it is done or should be pruned, and owns what it has until its block is done.
Fit = Callable[[dict[str, Any], ShouldPrune], AbstractContextManager[Sequence[EpochRecord]]]


def run_trial(
    spec: SearchSpec, earlier: Sequence[TrialResult], epochs: int, fit: Fit, kept: Path, stamp: str
) -> TrialResult:
    """Try hyper-parameters once: draw them, fit a network with them, and keep how it went.

    Args:
        spec: The trial.
        earlier: The trials of earlier rounds.
        epochs: Of a trial that is not pruned.
        fit: Fits a network.
        kept: Where the result is kept beside what the search declares.
        stamp: A hash of all that decides it.
    """
    started = time.monotonic()
    known = skipped(spec, earlier) or read_kept(kept, stamp)
    if known:
        return known
    proposal = Proposal(spec, earlier, epochs)
    try:
        with fit(proposal.parameters, proposal.should_prune) as history:
            result = proposal.ended(history, time.monotonic() - started)
            keep(kept, stamp, result)
    except DivergedError as error:
        log.info("failed: %s", error)
        result = proposal.failed(time.monotonic() - started)
        keep(kept, stamp, result)
    return result

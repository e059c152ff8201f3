"""Try hyper-parameters once: draw them, fit a network with them, and tell how it went."""

import time
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0], show_as="{part} trial {trial}".format(**snakemake.wildcards)) as log:
    from segstudy.cache import CachedSlices
    from segstudy.config.space import with_point
    from segstudy.files import write_text
    from segstudy.training.fold import fitted_fold
    from segstudy.training.loop import DivergedError
    from segstudy.training.state import training_stamp
    from segstudy.tuning.kept import keep, read_kept
    from segstudy.tuning.proposal import Proposal, skipped
    from segstudy.tuning.result import read_trial

    started, code, state = time.monotonic(), snakemake.params.code, Path(snakemake.params.state)
    told = dict(snakemake.params.trial)
    search = told.pop("search")
    earlier = [read_trial(path) for path in snakemake.input.earlier]
    stems = [path.removesuffix(".image.b2nd") for path in snakemake.input.images]
    # what decides the result: neither the budget nor how long earlier trials took
    known = [{**vars(trial), "seconds": None} for trial in earlier]
    decisive = {"told": told, "search": {**search, "minutes": None}, "earlier": known, "code": code}
    stamp, kept = training_stamp(decisive, map(CachedSlices, stems)), Path(f"{state}.json")
    result = skipped(search, earlier) or read_kept(kept, stamp)
    if result is None:
        proposal = Proposal(search, earlier, told["settings"]["epochs"])
        point = with_point(told, proposal.parameters)
        try:
            with fitted_fold(point, stems, state, code, proposal.is_hopeless) as made:
                result = proposal.ended(made.fitted.history, time.monotonic() - started)
                keep(kept, stamp, result)
        except DivergedError as error:
            log.info("failed: %s", error)
            result = proposal.failed(time.monotonic() - started)
            keep(kept, stamp, result)
    write_text(snakemake.output[0], result.as_json())

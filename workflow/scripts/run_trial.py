"""Try hyper-parameters once: draw them, fit a network with them, and tell how it went."""

import time
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0], show_as="{part} trial {trial}".format(**snakemake.wildcards)) as log:
    from segstudy.config.layers import layered
    from segstudy.config.space import nested
    from segstudy.files import write_text
    from segstudy.training.fold import fitted_fold
    from segstudy.training.loop import DivergedError
    from segstudy.tuning.proposal import Proposal, skipped
    from segstudy.tuning.result import read_trial

    started = time.monotonic()
    told = dict(snakemake.params.trial)
    search, output = told.pop("search"), snakemake.output[0]
    earlier = [read_trial(path) for path in snakemake.input.earlier]
    if result := skipped(search, earlier):
        write_text(output, result.as_json())
    else:
        proposal = Proposal(search, earlier, told["settings"]["epochs"])
        training, arguments = nested(proposal.parameters)
        told["settings"] = layered(told["settings"], training)
        told["arguments"] = {**told["arguments"], **arguments}
        stems = [path.removesuffix(".image.b2nd") for path in snakemake.input.images]
        place = (Path(snakemake.params.state), snakemake.params.code)
        try:
            with fitted_fold(told, stems, *place, proposal.is_hopeless) as made:
                result = proposal.ended(made.fitted.history, time.monotonic() - started)
                write_text(output, result.as_json())
        except DivergedError as error:
            log.info("failed: %s", error)
            write_text(output, proposal.failed(time.monotonic() - started).as_json())

"""Fit one network on one fold."""

import json
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0], show_as="{training} fold {fold}".format(**snakemake.wildcards)):
    from segstudy.config.tuned import with_answer
    from segstudy.files import write_text
    from segstudy.training.fold import train_fold

    cost = train_fold(
        with_answer(snakemake.params.training, snakemake.input.get("tuned")),
        [path.removesuffix(".image.b2nd") for path in snakemake.input.images],
        Path(snakemake.params.state),
        snakemake.params.code,
        Path(snakemake.output.weights).parent,
    )
    write_text(snakemake.output.cost, json.dumps(cost) + "\n")

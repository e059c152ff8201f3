"""Measure what networks say of one case, as far as it tells whether its label map would teach them something."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.audit.candidate import measure_candidate
    from segstudy.running.files import write_text
    from segstudy.volumes.nifti import read_labels

    measured = measure_candidate([read_labels(path) for path in snakemake.input], snakemake.params.organs)
    write_text(snakemake.output[0], json.dumps(measured) + "\n")

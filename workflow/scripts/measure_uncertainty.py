"""Measure whether the uncertainty of one prediction tells its errors."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.running.files import write_text
    from segstudy.uncertainty.case import measure_case
    from segstudy.uncertainty.names import TELLING
    from segstudy.volumes.nifti import read_image, read_labels

    reference = read_labels(snakemake.input.reference)
    measured = measure_case(
        reference.array,
        read_labels(snakemake.input.labels).array,
        reference.spacing,
        snakemake.params.organs,
        snakemake.params.annotated,
        TELLING,
        lambda name: read_image(snakemake.input[name]).array,
    )
    write_text(snakemake.output[0], json.dumps(measured) + "\n")

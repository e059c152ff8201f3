"""Estimate the displacement from the case that has both label maps."""

import json

from segstudy.adapter import logged

with logged(snakemake.log[0]) as log:
    from segstudy.correction.assess import assess_methods
    from segstudy.correction.reference import organ_masks
    from segstudy.correction.transform_file import write_estimate
    from segstudy.files import write_text
    from segstudy.nifti import read_labels

    params = snakemake.params
    displaced, correct = read_labels(snakemake.input.displaced), read_labels(snakemake.input.correct)
    organ_masks(displaced, correct, params.label, params.case)
    estimates, rows = assess_methods(displaced.array, correct.array, params.label, params.case)
    estimate = estimates[params.method]
    for warning in estimate.warnings:
        log.warning("%s", warning)
    write_estimate(snakemake.output.transform, estimate, params.organ, params.case)
    write_text(snakemake.output.quality, json.dumps([json.loads(row.to_json()) for row in rows], indent=1) + "\n")

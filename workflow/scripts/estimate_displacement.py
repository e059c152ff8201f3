"""Estimate the displacement from the case that has both label maps."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]) as log:
    from segstudy.correction.methods import estimate_by
    from segstudy.correction.reference import organ_masks
    from segstudy.correction.transform_file import as_record, write_record
    from segstudy.volumes.nifti import read_labels

    params = snakemake.params
    if params.estimator is None:
        compared = json.loads(Path(snakemake.input.comparison).read_text(encoding="utf-8"))
        record = compared["records"][compared["best"]]
    else:
        displaced, correct = read_labels(snakemake.input.displaced), read_labels(snakemake.input.correct)
        masks = organ_masks(displaced, correct, params.label, params.case)
        displacement, estimate = estimate_by(params.estimator, *masks, displaced.affine, params.space)
        record = as_record(displacement, estimate, params.method, params.organ, params.case)
    for warning in record["warnings"]:
        log.warning("%s", warning)
    write_record(snakemake.output[0], record)

"""Measure what networks that never saw one case say of its label map."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.audit.measure import measure_case
    from segstudy.audit.spec import AuditSpec
    from segstudy.running.files import write_text
    from segstudy.volumes.nifti import read_labels

    spec = AuditSpec.from_plain(snakemake.params.spec)
    predictions = [read_labels(path) for path in snakemake.input.predictions]
    measured = measure_case(read_labels(snakemake.input.reference), predictions, spec.organs, spec.annotated)
    write_text(snakemake.output[0], json.dumps(measured, indent=1) + "\n")

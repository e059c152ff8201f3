"""Measure how far off the centers are that one prediction lays for other arms."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.representations.center_error import center_errors
    from segstudy.running.files import write_text
    from segstudy.volumes.grids.orientation import axis_order, to_slices
    from segstudy.volumes.nifti import read_labels

    reference = read_labels(snakemake.input.reference)
    order = axis_order(reference.affine, "LPS")
    source, truth = (to_slices(volume.array, order) for volume in (read_labels(snakemake.input.source), reference))
    columns, rows, _ = (reference.spacing[axis] for axis, _ in order)
    errors = center_errors(source, truth, snakemake.params.organs, (rows, columns))
    measured = {organ: [each.objects, each.found, each.error if each.found else None] for organ, each in errors.items()}
    write_text(snakemake.output[0], json.dumps(measured) + "\n")

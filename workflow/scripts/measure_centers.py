"""Measure how far off the centers are that one prediction lays for other arms."""

import json

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.files import write_text
    from segstudy.grids.orientation import axis_order, to_slices
    from segstudy.nifti import read_labels
    from segstudy.representations.center_error import center_errors

    reference = read_labels(snakemake.input.reference)
    order = axis_order(reference.affine, "LPS")
    source, truth = (to_slices(volume.array, order) for volume in (read_labels(snakemake.input.source), reference))
    columns, rows, _ = (reference.spacing[axis] for axis, _ in order)
    found = center_errors(source, truth, snakemake.params.organs, (rows, columns))
    told = {organ: [each.objects, each.found, each.error if each.found else None] for organ, each in found.items()}
    write_text(snakemake.output[0], json.dumps(told) + "\n")

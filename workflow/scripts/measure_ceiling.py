"""Measure one prepared label map as if it were a prediction."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.evaluation.ceiling import measure_ceilings
    from segstudy.evaluation.ceiling_spec import CeilingSpec
    from segstudy.tables.ceilings import ceilings_table
    from segstudy.volumes.cache import CachedSlices
    from segstudy.volumes.grids.network_grid import NetworkGrid
    from segstudy.volumes.nifti import read_labels

    spec = CeilingSpec.from_plain(snakemake.params.spec)
    grid, outside = (json.loads(Path(snakemake.input[name]).read_text()) for name in ("grid", "outside"))
    slices = CachedSlices(snakemake.input.label.removesuffix(".label.b2nd"))
    reference = read_labels(snakemake.input.reference)
    rows = measure_ceilings(spec, reference, slices, NetworkGrid.from_json(grid), outside)
    ceilings_table(spec.unit).write(snakemake.output[0], rows)

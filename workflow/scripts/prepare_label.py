"""Prepare one label map on the grid of its scan."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0], show_as=f"{snakemake.wildcards.case} as {snakemake.wildcards.preparation}") as log:
    from segstudy.preparation.prepare import outside_warning, prepare_label
    from segstudy.running.files import write_text
    from segstudy.volumes.cache import write_label_cache
    from segstudy.volumes.grids.network_grid import NetworkGrid
    from segstudy.volumes.nifti import read_classes

    grid = NetworkGrid.from_json(json.loads(Path(snakemake.input.grid).read_text()))
    organs = snakemake.params.organs
    prepared = prepare_label(read_classes(snakemake.input.label, list(organs.values())).array, grid, len(organs))
    write_label_cache(snakemake.output.label, prepared.classes)
    if cut := outside_warning(list(organs), prepared, is_2d_image=grid.native_shape[2] == 1):
        log.warning(cut)
    outside = dict(zip(organs, prepared.outside, strict=True))
    write_text(snakemake.output.outside, json.dumps(outside) + "\n")

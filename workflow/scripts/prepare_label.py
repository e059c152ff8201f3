"""Prepare one label map on the grid of its scan."""

import json
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.cache import write_label_cache
    from segstudy.files import write_text
    from segstudy.grids.network_grid import NetworkGrid
    from segstudy.nifti import read_labels
    from segstudy.preparation.prepare import prepare_label

    grid = NetworkGrid.from_json(json.loads(Path(snakemake.input.grid).read_text()))
    organs = snakemake.params.organs
    prepared = prepare_label(read_labels(snakemake.input.label).array, grid, list(organs.values()))
    write_label_cache(snakemake.output.label, prepared.classes)
    outside = dict(zip(organs, prepared.outside, strict=True))
    write_text(snakemake.output.outside, json.dumps(outside) + "\n")

"""Prepare what a teacher says of a case, beside what people drew, on the grid of its scan."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.preparation.prepare import prepare_label
    from segstudy.preparation.taught import taught_labels
    from segstudy.volumes.cache import write_label_cache
    from segstudy.volumes.grids.network_grid import NetworkGrid
    from segstudy.volumes.label_map import class_indices
    from segstudy.volumes.nifti import read_labels

    params = snakemake.params
    drawn = next((read_labels(path).array for path in snakemake.input.drawn), None)
    labels = taught_labels(read_labels(snakemake.input.predicted).array, drawn, params.organs, params.annotated)
    grid = NetworkGrid.from_json(json.loads(Path(snakemake.input.grid).read_text(encoding="utf-8")))
    classes = class_indices(labels, list(params.organs.values()))
    write_label_cache(snakemake.output[0], prepare_label(classes, grid, len(params.organs)).classes)

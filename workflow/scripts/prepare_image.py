"""Prepare one scan."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.config.sections.preparation import PreparationSettings
    from segstudy.preparation.prepare import prepare_image
    from segstudy.running.files import write_text
    from segstudy.running.freed_memory import keep_freed_memory
    from segstudy.volumes.cache import write_image_cache
    from segstudy.volumes.nifti import read_rounded

    keep_freed_memory()
    settings = PreparationSettings.from_spec(snakemake.params.spec)
    intensity, grid = prepare_image(read_rounded(snakemake.input.image), settings)
    write_image_cache(snakemake.output.image, intensity.stored, intensity.slope, intensity.intercept)
    write_text(snakemake.output.grid, json.dumps(grid.to_json(), indent=1) + "\n")

"""Prepare one scan."""

import json

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.cache import write_image_cache
    from segstudy.config.preparation import PreparationSettings
    from segstudy.files import write_text
    from segstudy.freed_memory import keep_freed_memory
    from segstudy.nifti import read_image
    from segstudy.preparation.prepare import prepare_image

    keep_freed_memory()
    intensity, grid = prepare_image(read_image(snakemake.input.image), PreparationSettings(**snakemake.params.settings))
    write_image_cache(snakemake.output.image, intensity.stored, intensity.slope, intensity.intercept)
    write_text(snakemake.output.grid, json.dumps(grid.to_json(), indent=1) + "\n")

"""Prepare one scan."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.config.sections.preparation import PreparationSettings
    from segstudy.preparation.prepare import prepare_colors, prepare_image
    from segstudy.running.files import write_text
    from segstudy.running.freed_memory import keep_freed_memory
    from segstudy.volumes.cache import write_image_cache
    from segstudy.volumes.nifti import read_rounded, read_scaled

    keep_freed_memory()
    settings = PreparationSettings.from_spec(snakemake.params.spec)
    path = snakemake.input.image
    is_ct = snakemake.params.get("modality", "ct") == "ct"
    scan, scale = (read_rounded(path), 1.0) if is_ct else read_scaled(path)
    if settings.color:
        from segstudy.volumes.colors import read_colors

        prepared, grid = prepare_colors(scan, read_colors(snakemake.input.picture[0]), settings)
    else:
        prepared, grid = prepare_image(scan, settings, scale)
    write_image_cache(snakemake.output.image, prepared.stored, prepared.slope, prepared.intercept, prepared.planes)
    write_text(snakemake.output.grid, json.dumps(grid.to_json(), indent=1) + "\n")

"""Check one 2D image and its mask, and write down all that is wrong with them."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.cases.images.inspection import inspect_image2d
    from segstudy.running.files import write_text

    spec = dict(snakemake.params.spec)
    folder = spec.pop("shown_from", None)
    inspection = inspect_image2d(**spec, organs=snakemake.params.organs, ignore=snakemake.params.ignore)
    write_text(snakemake.output[0], inspection.below(folder).to_json())

"""Check one picture and its mask, and write down all that is wrong with them."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.cases.pictures.inspect import inspect_picture
    from segstudy.files import write_text

    told = snakemake.params.told
    inspection = inspect_picture(**told, organs=snakemake.params.organs, ignore=snakemake.params.ignore)
    write_text(snakemake.output[0], inspection.to_json())

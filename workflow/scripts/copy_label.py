"""Give the phantom's reference patient its correct label map."""

import shutil

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.running.files import whole

    with whole(snakemake.output.label) as beside:
        shutil.copyfile(snakemake.input.truth, beside)

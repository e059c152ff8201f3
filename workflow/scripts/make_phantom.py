"""Make one patient of the phantom cohort."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.cases.phantom.cohort import make_case
    from segstudy.config.data import PhantomSettings
    from segstudy.nifti import write_volume

    made = make_case(PhantomSettings(**snakemake.params.settings), snakemake.params.seed, snakemake.wildcards.case)
    write_volume(snakemake.output.image, made.image)
    write_volume(snakemake.output.label, made.label)
    write_volume(snakemake.output.truth, made.truth)

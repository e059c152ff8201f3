"""Make one patient of the phantom cohort."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.config.sections.phantom import PhantomSettings
    from segstudy.phantom.cohort import make_case
    from segstudy.volumes.nifti import write_volume

    settings = PhantomSettings.from_spec(snakemake.params.spec)
    made = make_case(settings, snakemake.params.seed, snakemake.wildcards.case)
    write_volume(snakemake.output.image, made.image)
    write_volume(snakemake.output.label, made.label)
    write_volume(snakemake.output.truth, made.truth)

"""Take one prediction that was made elsewhere, or a control's, as an arm's own."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.cases.given import take_given
    from segstudy.cases.given_spec import GivenSpec
    from segstudy.config.sections.postprocessing import PostprocessingSettings
    from segstudy.volumes.nifti import write_volume

    spec = GivenSpec.from_plain(snakemake.params.spec)
    taken = take_given(snakemake.input.prediction or None, snakemake.input.reference, spec)
    if snakemake.params.postprocessing is not None:
        from segstudy.postprocessing.clean import postprocess

        settings = PostprocessingSettings.from_spec(snakemake.params.postprocessing)
        taken = taken.with_array(postprocess(taken.array, taken.spacing, snakemake.params.organs, settings))
    write_volume(snakemake.output[0], taken)

"""Post-process one prediction, or hand it on as it is."""

import shutil

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.running.files import whole

    if snakemake.params.spec is None:
        with whole(snakemake.output[0]) as beside:
            shutil.copyfile(snakemake.input[0], beside)
    else:
        from segstudy.config.sections.postprocessing import PostprocessingSettings
        from segstudy.postprocessing.clean import postprocess
        from segstudy.volumes.nifti import read_labels, write_volume

        raw = read_labels(snakemake.input[0])
        settings = PostprocessingSettings.from_spec(snakemake.params.spec)
        clean = postprocess(raw.array, raw.spacing, snakemake.params.organs, settings)
        write_volume(snakemake.output[0], raw.with_array(clean))

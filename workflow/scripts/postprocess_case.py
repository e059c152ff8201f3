"""Post-process one prediction, or hand it on as it is."""

import shutil

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.files import whole

    if snakemake.params.settings is None:
        with whole(snakemake.output[0]) as beside:
            shutil.copyfile(snakemake.input[0], beside)
    else:
        from segstudy.config.postprocessing import PostprocessingSettings
        from segstudy.nifti import read_labels, write_volume
        from segstudy.postprocessing.clean import postprocess

        raw = read_labels(snakemake.input[0])
        settings = PostprocessingSettings(**snakemake.params.settings)
        clean = postprocess(raw.array, raw.spacing, snakemake.params.organs, settings)
        write_volume(snakemake.output[0], raw.with_array(clean))

"""Predict one case by the mean of the patients that its fold learns from."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import numpy as np

    from segstudy.config.sections.postprocessing import PostprocessingSettings
    from segstudy.prediction.atlas import predict_by_atlas
    from segstudy.volumes.nifti import read_header, write_volume

    atlas = np.mean([np.load(file)["atlas"] for file in snakemake.input.atlases], axis=0)
    labels = predict_by_atlas(atlas, read_header(snakemake.input.scan), snakemake.params.organs)
    if snakemake.params.postprocessing is not None:
        from segstudy.postprocessing.clean import postprocess

        settings = PostprocessingSettings.from_spec(snakemake.params.postprocessing)
        labels = labels.with_array(postprocess(labels.array, labels.spacing, snakemake.params.organs, settings))
    write_volume(snakemake.output[0], labels)

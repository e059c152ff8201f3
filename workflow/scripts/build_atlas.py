"""Average the label maps of the training patients of one fold."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import numpy as np

    from segstudy.prediction.atlas import build_atlas
    from segstudy.running.files import whole
    from segstudy.volumes.nifti import read_labels

    labels = map(read_labels, snakemake.input.labels)
    atlas = build_atlas(labels, snakemake.params.annotated, snakemake.params.organs)
    with whole(snakemake.output[0]) as beside:
        np.savez_compressed(beside, atlas=atlas)

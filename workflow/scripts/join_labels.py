"""Give each organ of a label map one integer, where it has several, or others than the study's."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.volumes.grids.joined import joined
    from segstudy.volumes.nifti import read_labels, write_volume

    labels = read_labels(snakemake.input.label)
    write_volume(snakemake.output[0], labels.with_array(joined(labels.array, **snakemake.params.labels)))

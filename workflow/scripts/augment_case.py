"""Make the augmented slices of one case."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.augmentation.copies import augmented_slices
    from segstudy.config.sections.augmentation import AugmentationSettings
    from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

    slices = CachedSlices(snakemake.input.image.removesuffix(".image.b2nd"))
    settings = AugmentationSettings.from_spec(snakemake.params.spec)
    images, labels = augmented_slices(slices, settings, snakemake.params.seed, snakemake.wildcards.case)
    write_image_cache(snakemake.output.image, images, slices.slope, slices.intercept, slices.planes)
    write_label_cache(snakemake.output.label, labels)

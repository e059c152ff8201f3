"""Make the augmented slices of one case."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    import numpy as np

    from segstudy.augmentation.copies import augment_case
    from segstudy.cache import CachedSlices, write_image_cache, write_label_cache
    from segstudy.config.augmentation import AugmentationSettings

    slices = CachedSlices(snakemake.input.image.removesuffix(".image.b2nd"))
    image = np.stack([slices.stored(index) for index in range(len(slices))])
    label = np.stack([slices.label(index) for index in range(len(slices))])
    settings = AugmentationSettings(**snakemake.params.settings)
    images, labels = augment_case(image, label, settings, snakemake.params.seed, snakemake.wildcards.case)
    write_image_cache(snakemake.output.image, images, slices.slope, slices.intercept)
    write_label_cache(snakemake.output.label, labels)

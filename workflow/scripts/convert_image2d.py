"""Write one 2D image and its mask as volumes of one slice."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.cases.images.masks import read_masks
    from segstudy.cases.images.read import read_image2d
    from segstudy.cases.images.volume import one_slice_volume
    from segstudy.volumes.nifti import write_volume

    spec = snakemake.params.spec
    image = read_image2d(spec["image_path"])
    paths = spec["mask_paths"]  # none of a case that counts as without a mask: nobody reads what is written then
    label = read_masks(paths, spec["values"], snakemake.params.organs) if paths else image * 0
    write_volume(snakemake.output.image, one_slice_volume(image, spec["pixel_mm"]))
    write_volume(snakemake.output.label, one_slice_volume(label, spec["pixel_mm"]))

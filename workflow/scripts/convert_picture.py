"""Write one picture and its mask as volumes of one slice."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.cases.pictures.masks import read_masks
    from segstudy.cases.pictures.read import read_picture
    from segstudy.cases.pictures.volumes import picture_volume
    from segstudy.nifti import write_volume

    told = snakemake.params.told
    picture, label = read_picture(told["picture"]), read_masks(told["masks"], told["values"], snakemake.params.organs)
    write_volume(snakemake.output.image, picture_volume(picture, told["pixel_mm"]))
    write_volume(snakemake.output.label, picture_volume(label, told["pixel_mm"]))

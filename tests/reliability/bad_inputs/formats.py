"""MetaImage and NRRD files. `make(image, label)` puts one where the sound image is."""

from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813
from bad_inputs.kind import Family

FORMATS = Family("format")


def written(image: Path, ending: str, packed: bool = True) -> Path:
    """The image in another format, in place of its own."""
    path = image.with_name(image.name.removesuffix(".nii.gz") + ending)
    sitk.WriteImage(sitk.ReadImage(str(image)), str(path), packed)
    image.unlink()
    return path


def _changed(name, verdict, words, ending, old, new):
    def make(image, label):
        path = written(image, ending, packed=False)
        content = path.read_bytes()
        assert content.count(old) == 1
        path.write_bytes(content.replace(old, new))

    FORMATS.add(name, verdict, words, make)


for ending in (".mha", ".mhd", ".nrrd", ".nhdr"):
    FORMATS.add(f"sound_{ending[1:]}", "accepted", (), lambda image, label, ending=ending: written(image, ending))
_changed("more_voxels_than_there_are", "refused", "truncated", ".mha", b"DimSize = 12 10 6", b"DimSize = 12 10 99")
_changed("more_voxels_than_any_scan", "refused", "damaged", ".mha", b"= 12 10 6", b"= 99999 99999 9")
_changed("sizes_of_nrrd_too_large", "refused", "truncated", ".nrrd", b"sizes: 12 10 6", b"sizes: 12 10 999")
_changed("voxels_in_a_file_of_the_system", "refused", "its voxels are in", ".mha", b"LOCAL", b"/etc/passwd")
_changed("voxels_in_another_folder", "refused", "only one file beside", ".mhd", b"P1.raw", b"../P2/P2.raw")
_changed("voxels_in_a_list_of_files", "refused", "only one file beside", ".mhd", b"P1.raw", b"LIST")
_changed("voxels_of_nrrd_elsewhere", "refused", "holds them itself", ".nrrd", b"encoding", b"data file: /x\nencoding")
_changed("voxels_that_are_not_there", "refused", ("truncated",), ".mhd", b"P1.raw", b"P9.raw")
_changed("two_axes", "refused", "dimensions", ".mha", b"NDims = 3", b"NDims = 2")
_changed("no_type_of_number", "refused", "cannot be read", ".mha", b"MET_SHORT", b"MET_WORDS")
_changed("spacing_of_nothing", "refused", ("spacing",), ".mha", b"ElementSpacing = 0.9765625", b"ElementSpacing = 0")


@FORMATS("refused", "3 values a voxel")
def colors(image, label):
    path = written(image, ".mha")
    sitk.WriteImage(sitk.GetImageFromArray(np.zeros((6, 10, 12, 3), np.uint8), isVector=True), str(path))


@FORMATS("refused", "no header of a .mha file")
def one_format_named_as_another(image, label):
    path = written(image, ".nrrd")
    path.rename(path.with_suffix(".mha"))


@FORMATS("refused", "cannot be read")
def half_of_a_packed_file(image, label):
    path = written(image, ".mha")
    path.write_bytes(path.read_bytes()[: -path.stat().st_size // 3])

"""Inspection of one 2D image and its mask: everything that is wrong with them."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from segstudy.cases.checks.labels import LabelCounts, check_labels, unknown_labels
from segstudy.cases.checks.source import UnusableError
from segstudy.cases.checks.voxels import ContentHash
from segstudy.cases.images.masks import read_masks
from segstudy.cases.images.read import read_image2d
from segstudy.cases.inspection import Inspection
from segstudy.cases.text import extent, listing, plain
from segstudy.running.files import hash_of


def inspect_image2d(
    case: str,
    patient: str,
    image_path: str,
    mask_paths: Sequence[str],
    mask_pattern: str,
    values: str,
    pixel_mm: float | None,
    organs: Mapping[str, int],
    ignore: Sequence[int] = (),
) -> Inspection:
    """Inspect a 2D image and the files its mask is in; never raises on bad data.

    Args:
        case: The case's name.
        patient: The patient's.
        image_path: The image.
        mask_paths: The files that hold the mask together.
        mask_pattern: Where a mask was looked for, said where there is none; empty of a case without one.
        values: What a mask's values mean, see segstudy.config.sections.images.
        pixel_mm: Side of a pixel, None where it is not known.
        organs: Label integer by organ.
        ignore: Labels that are no organ of the study.
    """
    inspection = Inspection(case, patient, image_path, listing(mask_paths))
    image = _read(inspection, "image", lambda: read_image2d(image_path))
    if image is not None:
        inspection.shape = extent((*image.shape[::-1], 1))
        inspection.spacing_mm = extent([pixel_mm] * 2) if pixel_mm else ""
        inspection.image_sha256, inspection.image_voxels_sha256 = hash_of(image_path), _content(image)
        if image.min() == image.max():
            inspection.errors.append(f"image: every pixel has the value {image.min()}")
    if not mask_pattern:
        inspection.warnings.append("no mask: the case is predicted, not measured")
        return inspection
    if not mask_paths:
        inspection.errors.append(f"mask: missing: no PNG or JPEG file is at {plain(mask_pattern)}")
        return inspection
    label = _read(inspection, "mask", lambda: read_masks(mask_paths, values, organs))
    if label is None:
        return inspection
    inspection.label_sha256, inspection.label_voxels_sha256 = hash_of(*mask_paths), _content(label)
    if image is not None and label.shape != image.shape:
        sizes = " and ".join(extent(each.shape[::-1]) for each in (image, label))
        inspection.errors.append(f"image and mask have different sizes: {sizes}; save the mask as large as its image")
    if inspection.image_sha256 and inspection.image_sha256 == inspection.label_sha256:
        inspection.errors.append("image and mask are the same file")
    counted = LabelCounts()
    counted.add(label.ravel())
    inspection.labels = sorted(counted.counts)
    inspection.unknown_labels = unknown_labels(counted, organs, ignore)
    inspection.organs = [organ for organ, integer in organs.items() if counted.counts[integer]]
    if label.any():
        inspection.errors += [f"mask: {text}" for text in check_labels(counted, organs, ignore)]
    if absent := [organ for organ in organs if organ not in inspection.organs]:
        # an image without a polyp is as good an example as one with it
        inspection.warnings.append(f"mask: no pixel of {listing(absent)}: counted as absent")
    return inspection


def _read(inspection: Inspection, subject: str, read: Callable[[], np.ndarray]) -> np.ndarray | None:
    try:
        return read()
    except UnusableError as error:
        inspection.errors.append(plain(f"{subject}: {error}"))
    except Exception as error:  # a bad file must not hide what is wrong with the others
        inspection.errors.append(f"{subject}: cannot be read ({type(error).__name__}: {plain(error, 120)})")
    return None


def _content(array: np.ndarray) -> str:
    content = ContentHash(array.shape)
    content.add(array)
    return content.hexdigest()

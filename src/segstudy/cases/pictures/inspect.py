"""Inspection of one picture and its mask: everything that is wrong with them."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from segstudy.cases.checks.labels import LabelCounts, check_labels, unknown_labels
from segstudy.cases.checks.source import UnusableError
from segstudy.cases.checks.voxels import ContentHash
from segstudy.cases.inspection import Inspection
from segstudy.cases.pictures.masks import read_masks
from segstudy.cases.pictures.read import read_picture
from segstudy.cases.text import extent, listing, plain


def inspect_picture(
    case: str,
    patient: str,
    picture: str,
    masks: Sequence[str],
    looked_for: str,
    values: str,
    pixel_mm: float | None,
    organs: Mapping[str, int],
    ignore: Sequence[int] = (),
) -> Inspection:
    """Inspect a picture and the files its mask is in; never raises on bad data.

    looked_for: where a mask was looked for, said where there is none. values, pixel_mm: see
    segstudy.config.pictures. organs: label integer by organ. ignore: labels that are no organ of the study.
    """
    found = Inspection(case, patient, picture, listing(masks))
    image = _read(found, "picture", lambda: read_picture(picture))
    if image is not None:
        found.shape = extent((*image.shape[::-1], 1))
        found.spacing_mm = extent([pixel_mm] * 2) if pixel_mm else ""
        found.image_sha256, found.image_voxels_sha256 = _hash([picture]), _content(image)
        if image.min() == image.max():
            found.problems.append(f"picture: every pixel has the value {image.min()}")
    if not masks:
        found.problems.append(f"mask: missing: no PNG or JPEG file is at {plain(looked_for)}")
        return found
    label = _read(found, "mask", lambda: read_masks(masks, values, organs))
    if label is None:
        return found
    found.label_sha256, found.label_voxels_sha256 = _hash(masks), _content(label)
    if image is not None and label.shape != image.shape:
        sizes = " and ".join(extent(each.shape[::-1]) for each in (image, label))
        found.problems.append(f"picture and mask have different sizes: {sizes}; save the mask as large as its picture")
    if found.image_sha256 and found.image_sha256 == found.label_sha256:
        found.problems.append("picture and mask are the same file")
    counts = LabelCounts()
    counts.add(label.ravel())
    found.labels = sorted(counts.counts)
    found.unknown_labels = unknown_labels(counts, organs, ignore)
    found.organs = [organ for organ, integer in organs.items() if counts.counts[integer]]
    if label.any():
        found.problems += [f"mask: {text}" for text in check_labels(counts, organs, ignore)]
    if absent := [organ for organ in organs if organ not in found.organs]:
        # a picture without a polyp is as good an example as one with it
        found.warnings.append(f"mask: no pixel of {listing(absent)}: counted as absent")
    return found


def _read(found: Inspection, subject: str, read) -> np.ndarray | None:
    try:
        return read()
    except UnusableError as error:
        found.problems.append(plain(f"{subject}: {error}"))
    except Exception as error:  # a bad file must not hide what is wrong with the others
        found.problems.append(f"{subject}: cannot be read ({type(error).__name__}: {plain(error, 120)})")
    return None


def _hash(paths: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def _content(array: np.ndarray) -> str:
    content = ContentHash(array.shape)
    content.add(array)
    return content.hexdigest()

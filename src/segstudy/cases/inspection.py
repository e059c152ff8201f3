"""Inspection of one case: everything that is wrong with its files, found in one pass."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from segstudy.cases.checks.grid import check_same_grid
from segstudy.cases.checks.intensity import Intensity, check_finite, check_intensity
from segstudy.cases.checks.labels import LabelCounts, check_labels, unknown_labels
from segstudy.cases.checks.scan import Scanned, scan_file
from segstudy.cases.text import extent, listing, plain


@dataclass
class Inspection:
    """What one case's files hold and what is wrong with them.

    image, label: paths, empty where there is none. shape, spacing_mm: of the image, as `96x96x32`.
    orientation: where the image's axes point, as `LPS`. *_sha256: of the files; *_voxels_sha256: of shape
    and values alone, the same for a recompressed or converted copy. labels: integers in the label map,
    sorted. organs: those of the study drawn in this case; None where the label map could not be read.
    unknown_labels: integers the study neither names nor ignores. problems keep the case out of a study;
    warnings do not.
    """

    case: str
    patient: str
    image: str = ""
    label: str = ""
    shape: str = ""
    spacing_mm: str = ""
    orientation: str = ""
    image_sha256: str = ""
    label_sha256: str = ""
    image_voxels_sha256: str = ""
    label_voxels_sha256: str = ""
    labels: list[int] = field(default_factory=list)
    organs: list[str] | None = None
    unknown_labels: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """As JSON text, the same for the same inspection."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Inspection":
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))


def inspect_case(
    case: str,
    patient: str,
    image_path: str | None,
    label_path: str | None,
    organs: Mapping[str, int],
    ignore: Sequence[int] = (),
    annotated: Sequence[str] | None = None,
) -> Inspection:
    """Inspect a case: headers, grids, intensities and labels. Reads each file once; never raises on bad data.

    label_path: None for a case that has no label map: it is predicted, not measured.
    organs: label integer by organ. ignore: labels that are no organ of the study.
    annotated: the organs somebody drew in this case; None means all.
    """
    found = Inspection(case, patient, str(image_path or ""), str(label_path or ""))
    image = label = None
    if image_path:
        image = _inspect_image(found, str(image_path))
    else:
        found.problems.append("image: missing: none was given")
    if label_path:
        label = _inspect_label(found, str(label_path), organs, ignore, annotated)
    else:
        found.warnings.append("no label map: the case is predicted, not measured")
    if image and label:
        if image.sha256 and image.sha256 == label.sha256:
            found.problems.append("image and label map are the same file")
        if image.header and label.header:
            found.problems += check_same_grid(image.header, label.header)
    return found


def _inspect_image(found: Inspection, path: str) -> Scanned:
    values = Intensity()
    scanned = scan_file(path, values)
    problems = scanned.problems + check_finite(values.nan, values.infinite)
    if scanned.complete:
        problems += check_intensity(values)
    _note(found, "image", problems, scanned.warnings)
    found.image_sha256, found.image_voxels_sha256 = scanned.sha256, scanned.voxels_sha256
    if header := scanned.header:
        found.shape = extent(header.shape)
        found.spacing_mm = extent([float(size) for size in header.spacing])
        found.orientation = header.orientation
    return scanned


def _inspect_label(
    found: Inspection,
    path: str,
    organs: Mapping[str, int],
    ignore: Sequence[int],
    annotated: Sequence[str] | None,
) -> Scanned:
    values = LabelCounts()
    scanned = scan_file(path, values)
    problems = scanned.problems + check_finite(values.nan, values.infinite)
    if scanned.complete:
        problems += check_labels(values, organs, ignore, nothing_annotated=annotated is not None and not annotated)
        found.labels = [] if values.crowded else sorted(values.counts)
        found.unknown_labels = unknown_labels(values, organs, ignore)
        if not values.crowded:
            drawn = [organ for organ, integer in organs.items() if integer in values.counts]
            found.organs = [organ for organ in drawn if annotated is None or organ in annotated]
            scanned.warnings += _annotation_doubts(organs, drawn, annotated)
    _note(found, "label map", problems, scanned.warnings)
    found.label_sha256, found.label_voxels_sha256 = scanned.sha256, scanned.voxels_sha256
    return scanned


def _annotation_doubts(organs: Mapping[str, int], drawn: list[str], annotated: Sequence[str] | None) -> list[str]:
    if annotated is None:
        absent = [organ for organ in organs if organ not in drawn]
        doubt = "no voxel of {}: counted as absent; where nobody drew it, say so in the table's `annotated` column"
        return [doubt.format(listing(absent))] if absent else []
    doubts = []
    if strange := [organ for organ in annotated if organ not in organs]:
        doubts.append(f"annotated names {listing(strange)}, no organ of this study")
    if absent := [organ for organ in annotated if organ in organs and organ not in drawn]:
        doubts.append(f"no voxel of {listing(absent)}, though annotated: counted as absent")
    if ignored := [organ for organ in drawn if organ not in annotated]:
        doubts.append(f"{listing(ignored)} is drawn but not annotated, so it is left out")
    return doubts


def _note(found: Inspection, subject: str, problems: list[str], warnings: list[str]) -> None:
    found.problems += [plain(f"{subject}: {text}") for text in problems]
    heard = {text.partition(": ")[2] for text in found.warnings}  # not the same doubt of image and label map
    found.warnings += [plain(f"{subject}: {text}") for text in warnings if plain(text) not in heard]

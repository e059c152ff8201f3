"""Inspection of one case: everything that is wrong with its files, found in one pass."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from segstudy.cases.checks.file import FileCheck, check_file
from segstudy.cases.checks.finite import check_finite
from segstudy.cases.checks.grid import check_same_grid
from segstudy.cases.checks.intensity import IntensityRange, check_intensity, padding_warnings, scale_warnings
from segstudy.cases.checks.labels import LabelCounts, check_labels, unknown_labels
from segstudy.cases.text import extent, listing, plain
from segstudy.running.shareable import within


@dataclass
class Inspection:
    """What one case's files hold and what is wrong with them.

    Attributes:
        case: The case's name.
        patient: The patient's.
        image: The image's path, empty where there is none.
        label: The label map's path, empty where there is none.
        shape: Of the image, as `96x96x32`.
        spacing_mm: Of the image, as `0.977x0.977x2.5`.
        orientation: Where the image's axes point, as `LPS`.
        image_sha256: Of the image's file.
        label_sha256: Of the label map's file.
        image_voxels_sha256: Of the image's shape and values alone, the same for a recompressed or converted copy.
        label_voxels_sha256: Of the label map's shape and values alone.
        labels: Integers in the label map, sorted.
        organs: Those of the study drawn in this case; None where the label map could not be read.
        unknown_labels: Integers the study neither names nor ignores.
        errors: What keeps the case out of a study.
        warnings: What does not.
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
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """As JSON text, the same for the same inspection."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, allow_nan=False) + "\n"

    def below(self, folder: str | None) -> "Inspection":
        """The same for results that are handed on: paths relative to `folder`, of others their ends.

        Args:
            folder: Absolute; None where the case's paths are relative already.
        """
        return replace(
            self,
            image=within(self.image, folder),
            label=within(self.label, folder),
            errors=[within(text, folder) for text in self.errors],
            warnings=[within(text, folder) for text in self.warnings],
        )

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
    only_measured: bool = False,
    modality: str = "ct",
    joined: Mapping[str, Sequence[int]] | None = None,
    empty_allowed: bool = False,
) -> Inspection:
    """Inspect a case: headers, grids, intensities and labels. Reads each file once; never raises on bad data.

    Args:
        case: The case's name.
        patient: The patient's.
        image_path: None where there is none.
        label_path: None for a case that has no label map: it is predicted, not measured.
        organs: Label integer by organ.
        ignore: Labels that are no organ of the study.
        annotated: The organs somebody drew in this case; None means all.
        only_measured: Whether nothing reads the scan, which may then be missing.
        empty_allowed: Whether there may be nothing to draw in a case.
        modality: Values of `ct` are held to Hounsfield units.
        joined: Further integers of an organ.
    """
    inspection = Inspection(case, patient, str(image_path or ""), str(label_path or ""))
    image = label = None
    if image_path:
        image = _inspect_image(inspection, str(image_path), modality)
    elif only_measured and label_path:
        inspection.warnings.append("no scan: the case is measured, not shown")
    else:
        inspection.errors.append("image: missing: none was given")
    if label_path:
        label = _inspect_label(inspection, str(label_path), organs, ignore, annotated, joined or {}, empty_allowed)
        if not image_path:
            _note_grid(inspection, label)
    else:
        inspection.warnings.append("no label map: the case is predicted, not measured")
    if image and label:
        if image.sha256 and image.sha256 == label.sha256:
            inspection.errors.append("image and label map are the same file")
        if image.header and label.header:
            inspection.errors += check_same_grid(image.header, label.header)
    return inspection


def _inspect_image(inspection: Inspection, path: str, modality: str) -> FileCheck:
    values = IntensityRange()
    checked = check_file(path, values)
    errors = checked.errors + check_finite(values.non_finite)
    if checked.complete:
        errors += check_intensity(values, modality)
        odd = padding_warnings if modality == "ct" else scale_warnings
        checked.warnings += [] if errors else odd(values)
    _note(inspection, "image", errors, checked.warnings)
    inspection.image_sha256, inspection.image_voxels_sha256 = checked.sha256, checked.voxels_sha256
    _note_grid(inspection, checked)
    return checked


def _note_grid(inspection: Inspection, checked: FileCheck) -> None:
    if header := checked.header:
        inspection.shape = extent(header.shape)
        inspection.spacing_mm = extent([float(size) for size in header.spacing])
        inspection.orientation = header.orientation


def _inspect_label(
    inspection: Inspection,
    path: str,
    organs: Mapping[str, int],
    ignore: Sequence[int],
    annotated: Sequence[str] | None,
    joined: Mapping[str, Sequence[int]],
    empty_allowed: bool,
) -> FileCheck:
    values = LabelCounts()
    checked = check_file(path, values)
    for organ, integers in joined.items():
        for integer in set(integers) & set(values.counts):
            values.counts[organs[organ]] += values.counts.pop(integer)
    errors = checked.errors + check_finite(values.non_finite)
    if checked.complete:
        nothing_annotated = annotated is not None and not annotated
        errors += check_labels(values, organs, ignore, nothing_annotated, empty_allowed)
        inspection.labels = [] if values.too_many else sorted(values.counts)
        inspection.unknown_labels = unknown_labels(values, organs, ignore)
        if not values.too_many:
            drawn = [organ for organ, integer in organs.items() if integer in values.counts]
            inspection.organs = [organ for organ in drawn if annotated is None or organ in annotated]
            checked.warnings += _annotation_warnings(organs, drawn, annotated)
        if values.rounded:
            checked.warnings.append(f"{values.rounded} voxels are nearly whole numbers and were rounded")
    _note(inspection, "label map", errors, checked.warnings)
    inspection.label_sha256, inspection.label_voxels_sha256 = checked.sha256, checked.voxels_sha256
    return checked


def _annotation_warnings(organs: Mapping[str, int], drawn: list[str], annotated: Sequence[str] | None) -> list[str]:
    if annotated is None:
        absent = [organ for organ in organs if organ not in drawn]
        text = "no voxel of {}: counted as absent; where nobody drew it, say so under `data.annotated`"
        return [text.format(listing(absent))] if absent else []
    warnings = []
    if unknown := [organ for organ in annotated if organ not in organs]:
        warnings.append(f"annotated names {listing(unknown)}, no organ of this study")
    if absent := [organ for organ in annotated if organ in organs and organ not in drawn]:
        warnings.append(f"no voxel of {listing(absent)}, though annotated: counted as absent")
    if ignored := [organ for organ in drawn if organ not in annotated]:
        warnings.append(f"{listing(ignored)} is drawn but not annotated, so it is left out")
    return warnings


def _note(inspection: Inspection, subject: str, errors: list[str], warnings: list[str]) -> None:
    inspection.errors += [plain(f"{subject}: {text}") for text in errors]
    known = {text.partition(": ")[2] for text in inspection.warnings}  # not the same warning of image and label map
    inspection.warnings += [plain(f"{subject}: {text}") for text in warnings if plain(text) not in known]

"""What networks see: one case before and after each preparation, and its augmented copies."""

from typing import Any

import numpy as np

from segstudy.drawing.bitmap import WINDOW_HU, range_of
from segstudy.drawing.colored import in_color
from segstudy.drawing.palette import organ_colors
from segstudy.report.environment import render
from segstudy.report.figures.histograms import SOFT_HU, histograms
from segstudy.report.figures.panels import Layer, Panel, panels
from segstudy.report.inputs import NetworkInput, ReportInput
from segstudy.report.numbers import fixed
from segstudy.report.prepared_case import PreparedCase
from segstudy.report.section import Section
from segstudy.running.errors import StudyError
from segstudy.volumes.nifti import read_image
from segstudy.volumes.volume import Volume

SHOWN_SLICES, SHOWN_COPIES = 3, 3


def network_input(inputs: ReportInput) -> Section | None:
    """None where no case's caches are known."""
    example = inputs.network_input
    files = inputs.files.get(example.case) if example else None
    if example is None or not example.prepared or files is None or files.image is None:
        return None
    try:
        scan = read_image(files.image)
        pixels = in_color(scan, files.picture) if files.picture else scan
        prepared = [
            _preparation(inputs, scan, pixels, name, stem, place)
            for place, (name, stem) in enumerate(example.prepared.items())
        ]
        sheets = [_sheet(inputs, example, *key, place) for place, key in enumerate(example.augmented)]
        problem = ""
    except (OSError, StudyError) as error:
        prepared, sheets, problem = [], [], str(error)
    html = render(
        "network_input.html",
        case=example.case,
        prepared=prepared,
        sheets=sheets,
        problem=problem,
        colors=organ_colors(list(inputs.facts.organs)),
        is_phantom=inputs.facts.is_phantom,
        are_2d_images=inputs.facts.are_2d_images,
    )
    return Section("network-input", "What the networks see", html)


def _preparation(inputs: ReportInput, scan: Volume, pixels: Volume, name: str, stem: str, place: int) -> dict[str, Any]:
    own = PreparedCase(stem)
    (index,) = own.telling()
    before, pixel = own.before(pixels, index)
    after, spacing = own.image[index], own.grid.spacing_mm
    window = (float(own.image.min()), float(own.image.max()))
    alt = f"axial slice of the scan and of what preparation {name} makes of it"
    ct = inputs.facts.settings.data.in_hounsfield_units
    soft = own.becomes(scan, SOFT_HU) if ct else None
    shown, title = WINDOW_HU, "Scan, −160 to 240 HU"
    if inputs.facts.are_2d_images:
        shown, title = (0.0, 255.0), "2D image, 0 to 255"
    elif not ct:
        shown = range_of(scan.array)
        title = f"Scan, {fixed(shown[0], 0)} to {fixed(shown[1], 0)}"
    return {
        "name": name,
        "before": panels(before, pixel, [Panel(title, [])], f"input-{place}", alt, shown, sides=False),
        "after": panels(
            after,
            (spacing[1], spacing[2]),
            [Panel(f"Network input, {fixed(window[0], 2)} to {fixed(window[1], 2)}", [])],
            f"input-{place}",
            alt,
            window if window[1] > window[0] else (window[0], window[0] + 1),
            sides=False,
        ),
        "histograms": histograms(scan.array, own.image, soft, f"histograms-{place}", f"preparation {name}", not ct),
        "soft": soft,
        "share": 100 * abs(soft[1] - soft[0]) / max(window[1] - window[0], 1e-9) if soft else None,
        "shape": " × ".join(str(size) for size in own.slices.shape),
        "colors": own.slices.planes > 1,
    }


def _sheet(
    inputs: ReportInput, example: NetworkInput, preparation: str, augmentation: str, place: int
) -> dict[str, Any]:
    """Rows of slices; the original first, then its copies, outlined."""
    original = PreparedCase(example.prepared[preparation])
    copies = PreparedCase(example.augmented[preparation, augmentation])
    count = len(original.image)
    made = len(copies.slices) // count
    spacing = original.grid.spacing_mm
    rows = []
    for line, index in enumerate(original.telling(SHOWN_SLICES)):
        low, high = np.percentile(original.image[index], [1, 99.5])
        versions = [("Original", original.image[index], original.label[index])]
        for copy in range(min(made, SHOWN_COPIES)):
            at = copy * count + index
            versions.append(
                (
                    f"{'Epoch' if _is_online(inputs, augmentation) else 'Copy'} {copy + 1}",
                    copies.slice(at),
                    copies.slices.label(at),
                )
            )
        window = (float(low), float(high) if high > low else float(low) + 1)
        rows.append(
            [
                panels(
                    image,
                    (spacing[1], spacing[2]),
                    [Panel(f"{title}, slice {index + 1}", _layers(inputs, label))],
                    f"copy-{place}-{line}-{number}",
                    f"slice {index + 1} of {example.case}, {augmentation}",
                    window,
                    sides=False,
                )
                for number, (title, image, label) in enumerate(versions)
            ]
        )
    online = _is_online(inputs, augmentation)
    return {
        "preparation": preparation,
        "augmentation": augmentation,
        "online": online,
        "copies": made,
        "rows": rows,
    }


def _is_online(inputs: ReportInput, augmentation: str) -> bool:
    settings = inputs.facts.settings.augmentations.get(augmentation)
    return settings is not None and settings.anew


def _layers(inputs: ReportInput, label: np.ndarray) -> list[Layer]:
    organs = list(inputs.facts.organs)
    colors = organ_colors(organs)
    return [Layer(organ, label == number, colors[organ]) for number, organ in enumerate(organs, start=1)]

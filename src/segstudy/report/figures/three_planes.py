"""A case in three planes, with the outlines of the reference and of several predictions on it."""

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup

from segstudy.drawing.bitmap import small_uri, window_of, windowed
from segstudy.drawing.planes import PLANES, Plane
from segstudy.report.figures.framing import frame
from segstudy.report.figures.outlines import outline
from segstudy.report.figures.panels import IMAGE
from segstudy.volumes.volume import Volume

REFERENCE = "the reference"  # no arm's name: it has a space
# In pixels: steps between pixels vanish, and with them more than half of a path.
CUT_CORNERS = 0.6

_PANEL = Markup(
    '<div class="panel"><svg class="slice" viewBox="0 0 {width:.1f} {height:.1f}" role="img" aria-label="{alt}">'
    "{image}{outlines}{sides}</svg><p>{caption}</p></div>"
)
_ORGAN = Markup('<g data-organ="{organ}" stroke="{color}" fill="{color}">{paths}</g>')
_PATH = Markup('<path d="{d}" data-of="{of}"{drawn}><title>{title}</title></path>')
_SIDE = Markup('<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" class="side"{anchor}>{text}</text>')
_TINTED, _DASHED = Markup(' fill-opacity="0.22"'), Markup(' fill="none" stroke="#fff" stroke-dasharray="4 3"')


def three_planes(
    image: Volume,
    reference: np.ndarray,
    predictions: Mapping[str, np.ndarray],
    shown: str,
    organs: Mapping[str, int],
    colors: Mapping[str, str],
    name: str,
) -> Markup:
    """Axial, coronal and sagittal, each where most voxels of the prediction `shown` are wrong; a 2D image as it is.

    Args:
        image: Upright, as all maps are.
        reference: Label map.
        predictions: By arm; those of other arms than `shown` are in the page, hidden.
        shown: An arm.
        organs: With their integers; other labels count as background.
        colors: By organ.
        name: Unique in the page, safe as an id.
    """
    known = np.zeros(1 + max(int(array.max()) for array in (reference, *predictions.values())), reference.dtype)
    for label in organs.values():
        known[label : label + 1] = label
    maps, truth = {arm: known[array] for arm, array in predictions.items()}, known[reference]
    wrong = truth != maps[shown]
    anything = np.logical_or.reduce([truth > 0, *(array > 0 for array in maps.values())])
    html = [
        _panel(plane, image, {**maps, REFERENCE: truth}, shown, (wrong, truth > 0, anything), organs, colors, name)
        for plane in (PLANES if truth.shape[2] > 1 else PLANES[:1])
    ]
    return Markup('<div class="panels planes">{}</div>').format(Markup("").join(html))


def telling(masks: tuple[np.ndarray, ...], across: int) -> int:
    """Where the first of `masks` that holds anything is largest; the middle where none does."""
    others = tuple({0, 1, 2} - {across})
    for mask in masks:
        areas = np.count_nonzero(mask, axis=others)
        if areas.any():
            return int(areas.argmax())
    return masks[0].shape[across] // 2


def _panel(
    plane: Plane,
    image: Volume,
    maps: Mapping[str, np.ndarray],
    shown: str,
    masks: tuple[np.ndarray, ...],
    organs: Mapping[str, int],
    colors: Mapping[str, str],
    name: str,
) -> Markup:
    index, pixel = telling(masks, plane.across), plane.pixel_mm(image)
    around = plane.extent(masks[1])
    part = frame(around if around.any() else plane.extent(masks[2]), pixel)
    pixels = plane.cut(image.array, index)[part]
    height, width = pixels.shape[0] * pixel[0], pixels.shape[1] * pixel[1]
    cuts = {key: plane.cut(array, index)[part] for key, array in maps.items()}
    groups = [_organ(organ, label, cuts, shown, colors[organ], pixel) for organ, label in organs.items()]
    size, number, count = max(height, width) / 18, index + 1, image.array.shape[plane.across]
    sides = [
        _SIDE.format(
            x=x, y=height / 2 + size / 3, size=size, text=text, anchor=Markup(' text-anchor="end"') if end else ""
        )
        for x, text, end in ((size / 3, plane.left, False), (width - size / 3, plane.right, True))
    ]
    what = f"{plane.title} CT slice {number} of {count}" if image.array.shape[2] > 1 else "2D image"
    return _PANEL.format(
        width=width,
        height=height,
        image=IMAGE.format(
            name=f"{name}-{plane.title.lower()}",
            width=width,
            height=height,
            uri=small_uri(windowed(pixels, window_of(image.array))),
        ),
        outlines=Markup("").join(groups),
        sides=Markup("").join(sides if image.array.shape[2] > 1 else []),
        caption=f"{plane.title}, slice {number} of {count}" if image.array.shape[2] > 1 else "",
        alt=f"{what} with outlines of {', '.join(organs)}, {REFERENCE} and {shown}",
    )


def _organ(
    organ: str, label: int, cuts: Mapping[str, np.ndarray], shown: str, color: str, pixel: tuple[float, float]
) -> Markup:
    """The organ's outlines, the reference last, so that it lies on top."""
    paths = []
    for of, cut in cuts.items():
        path = outline(cut == label, pixel, CUT_CORNERS)
        if path:
            drawn = _DASHED if of == REFERENCE else _TINTED
            hidden = Markup(" hidden") if of not in (REFERENCE, shown) else ""
            paths.append(_PATH.format(d=path, of=of, drawn=drawn + hidden, title=f"{organ}, {of}"))
    return _ORGAN.format(organ=organ, color=color, paths=Markup("").join(paths)) if paths else Markup("")

"""A CT slice with outlines on it, as inline SVG whose outlines stay sharp at any size."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from segstudy.drawing.bitmap import WINDOW_HU, small_uri, windowed
from segstudy.report.figures.outlines import outline


@dataclass(frozen=True)
class Layer:
    """One outline: what it shows, its mask (rows, columns), color, and whether it is tinted or dashed."""

    title: str
    mask: np.ndarray
    color: str
    tinted: bool = True
    dashed: bool = False


@dataclass(frozen=True)
class Panel:
    """A figure beside others of the same slice."""

    title: str
    layers: Sequence[Layer]


_SLICE = Markup(
    '<svg class="slice" viewBox="0 0 {width:.1f} {height:.1f}" role="img" aria-label="{alt}">'
    "{image}{paths}{sides}</svg>"
)
_SIDES = Markup(
    '<text x="{near:.1f}" y="{middle:.1f}" font-size="{size:.1f}" class="side">R</text>'
    '<text x="{far:.1f}" y="{middle:.1f}" font-size="{size:.1f}" class="side" text-anchor="end">L</text>'
)
# A bitmap that fills its figure, under a name by which others show it again.
IMAGE = Markup('<image id="{name}" width="{width:.1f}" height="{height:.1f}" preserveAspectRatio="none" href="{uri}"/>')
_USE = Markup('<use href="#{name}"/>')
_PATH = Markup('<path d="{d}" stroke="{color}" fill="{fill}" fill-opacity="0.22"{dashes}><title>{title}</title></path>')
_FIGURE = Markup('<div class="panel">{svg}<p>{title}</p></div>')


def panels(
    slice_hu: np.ndarray,
    pixel_mm: tuple[float, float],
    shown: Sequence[Panel],
    name: str,
    alt: str,
    window: tuple[float, float] = WINDOW_HU,
    sides: bool = True,
) -> Markup:
    """Panels side by side on one slice, which is stored in the page once.

    Args:
        slice_hu: Hounsfield units (rows, columns); with `sides` the front on top and the patient's right on the left.
        pixel_mm: Height and width of a pixel.
        shown: From left to right.
        name: Unique in the page, safe as an id.
        alt: The slice in words.
        window: Values of black and white.
        sides: Whether the patient's sides are named.
    """
    height, width = slice_hu.shape[0] * pixel_mm[0], slice_hu.shape[1] * pixel_mm[1]
    image = IMAGE.format(name=name, width=width, height=height, uri=small_uri(windowed(slice_hu, window)))
    html: list[Markup] = []
    for panel in shown:
        size = max(height, width) / 18
        named = _SIDES.format(near=size * 0.35, far=width - size * 0.35, middle=height / 2 + size * 0.35, size=size)
        svg = _SLICE.format(
            width=width,
            height=height,
            image=image if not html else _USE.format(name=name),
            paths=Markup("").join(_path(layer, pixel_mm) for layer in panel.layers),
            sides=named if sides else "",
            alt=f"{panel.title}: {alt}",
        )
        html.append(_FIGURE.format(svg=svg, title=panel.title))
    return Markup('<div class="panels">{}</div>').format(Markup("").join(html))


def _path(layer: Layer, pixel_mm: tuple[float, float]) -> Markup:
    path = outline(layer.mask, pixel_mm)
    if not path:
        return Markup("")
    return _PATH.format(
        d=path,
        color=layer.color,
        fill=layer.color if layer.tinted else "none",
        dashes=Markup(' stroke-dasharray="4 3"') if layer.dashed else "",
        title=layer.title,
    )

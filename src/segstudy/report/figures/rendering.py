"""Shaded surfaces of several organs from one direction, as a small picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from segstudy.report.figures.surfaces import Surface

# Pixels are drawn twice as fine and averaged: smooth edges.
FINER = 2
# So few shades of each color compress well, and steps do not show.
SHADES = 40
AMBIENT, DIFFUSE = 0.42, 0.62


@dataclass(frozen=True)
class View:
    """From where, and which square (mm) of what is seen from there a picture shows; the same for all beside it.

    middle: of the square, to the right and up, seen from there. side: its length.
    turned_deg: from the front towards the patient's left. raised_deg: above the horizontal.
    """

    middle: tuple[float, float] = (0.0, 0.0)
    side: float = 100.0
    turned_deg: float = 35.0
    raised_deg: float = 15.0
    pixels: int = 300

    @property
    def axes(self) -> np.ndarray:
        """(3, 3): unit vectors to the right of the picture, up in it, and towards the viewer."""
        turned, raised = np.radians([self.turned_deg, self.raised_deg])
        viewer = np.array([-np.sin(turned) * np.cos(raised), np.cos(turned) * np.cos(raised), np.sin(raised)])
        right = np.cross([0.0, 0.0, 1.0], viewer)
        right /= np.linalg.norm(right)
        return np.stack([right, np.cross(viewer, right), viewer])

    def project(self, points: np.ndarray) -> np.ndarray:
        """(n, 3): columns and rows, in fine pixels, and nearness in mm of points (n, 3) in mm."""
        scale = FINER * self.pixels / self.side
        half = FINER * self.pixels / 2
        return (points @ self.axes.T - (*self.middle, 0)) * (scale, -scale, 1) + (half, half, 0)

    def around(self, reference: np.ndarray, others: np.ndarray, reach_mm: float = 40.0) -> "View":
        """The view that shows all of `reference`, and `others` (n, 3) as far as they reach no further off than this."""
        seen, rest = (points @ self.axes.T[:, :2] for points in (reference, others))
        if not len(seen):
            seen, reach_mm = rest, 0.0
        low, high = seen.min(axis=0), seen.max(axis=0)
        if len(rest):
            low = np.minimum(low, np.maximum(rest.min(axis=0), low - reach_mm))
            high = np.maximum(high, np.minimum(rest.max(axis=0), high + reach_mm))
        middle = (low + high) / 2
        return replace(self, middle=(float(middle[0]), float(middle[1])), side=float(1.06 * max(high - low)))


def render(
    surfaces: Mapping[str, Surface | None], colors: Mapping[str, str], view: View, clear: Sequence[str] = ()
) -> np.ndarray:
    """A picture (rows, columns, RGB), uint8, on white; what is nearer hides what is behind it.

    clear: organs that one can look through.
    """
    size = FINER * view.pixels
    layers = []
    for organ, mesh in surfaces.items():
        if mesh is not None:
            depth, shade = _layer(mesh, view, size)
            layers.append((depth, shade, np.array(_rgb(colors[organ])), 0.5 if organ in clear else 1.0))
    picture = np.full((size, size, 3), 255.0)
    if layers:
        order = np.argsort(np.stack([depth for depth, *_ in layers]), axis=0)  # farthest first
        for place in range(len(layers)):
            for number, (depth, shade, color, opaque) in enumerate(layers):
                here = (order[place] == number) & np.isfinite(depth)
                lit = np.minimum(color * shade[here][:, None], 255)
                picture[here] = (1 - opaque) * picture[here] + opaque * lit
    small = picture.reshape(view.pixels, FINER, view.pixels, FINER, 3).mean(axis=(1, 3))
    return np.rint(small).astype(np.uint8)


def _layer(mesh: Surface, view: View, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Nearness (−inf where there is nothing) and shade of the nearest point in every fine pixel."""
    light = np.array([-0.35, 0.45, 0.82]) @ view.axes  # over the viewer's left shoulder
    flat = view.project(mesh.points)
    bright = AMBIENT + DIFFUSE * np.clip(mesh.normals @ light, 0, 1)
    bright = np.rint(bright * SHADES) / SHADES
    corners, values = flat[mesh.triangles], bright[mesh.triangles]
    longest = np.linalg.norm(np.diff(corners[:, [0, 1, 2, 0], :2], axis=1), axis=2).max(axis=1)
    depth, shade = np.full(size * size, -np.inf), np.zeros(size * size)
    # As many points on each triangle as leave no pixel between them; triangles by how many they need.
    for steps in np.unique(needed := np.ceil(longest / 0.9).astype(int) + 1):
        chosen = needed == steps
        weights = _weights(int(steps))
        points = np.einsum("wk,tkc->twc", weights, corners[chosen]).reshape(-1, 3)
        lit = (values[chosen] @ weights.T).ravel()
        column, row = np.floor(points[:, :2]).astype(int).T
        inside = (column >= 0) & (column < size) & (row >= 0) & (row < size)
        pixel, near, lit = (row * size + column)[inside], points[inside, 2], lit[inside]
        np.maximum.at(depth, pixel, near)
        front = near == depth[pixel]
        shade[pixel[front]] = lit[front]
    return depth.reshape(size, size), shade.reshape(size, size)


def _weights(steps: int) -> np.ndarray:
    """(n, 3) barycentric weights on a triangle with `steps` points an edge."""
    if steps < 2:
        return np.full((1, 3), 1 / 3)
    first, second = np.meshgrid(np.arange(steps), np.arange(steps), indexing="ij")
    inside = first + second < steps
    a, b = first[inside] / (steps - 1), second[inside] / (steps - 1)
    return np.stack([a, b, 1 - a - b], axis=1)


def _rgb(color: str) -> tuple[int, int, int]:
    return tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))

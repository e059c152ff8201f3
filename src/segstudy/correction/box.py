"""The box around an organ, so that work grows with the organ and not with the scan."""

import numpy as np

Box = tuple[slice, slice, slice]


def bounding_box(mask: np.ndarray) -> Box | None:
    """The smallest box around the true voxels of a 3D mask; None where there are none."""
    box = []
    view = mask
    for axis in range(3):
        others = tuple(other for other in range(3) if other != axis)
        present = np.flatnonzero(view.any(axis=others))
        if not present.size:
            return None
        side = slice(int(present[0]), int(present[-1]) + 1)
        box.append(side)
        view = view[(slice(None),) * axis + (side,)]  # the next axis looks at less
    return tuple(box)


def around(low: np.ndarray, high: np.ndarray, shape: tuple[int, ...]) -> Box:
    """The voxels between two corners, (3,) each and both inside, cut at the volume."""
    return tuple(
        slice(max(0, int(np.floor(a))), max(0, min(size, int(np.ceil(b)) + 1)))
        for a, b, size in zip(low, high, shape, strict=True)
    )

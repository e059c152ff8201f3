"""The longest distance that a volume has room for."""


def diagonal_mm(shape: tuple[int, ...], spacing: tuple[float, ...]) -> float:
    """A volume's physical diagonal in mm: the length of (voxels times spacing) over its axes."""
    return float(sum((voxels * step) ** 2 for voxels, step in zip(shape, spacing, strict=True)) ** 0.5)

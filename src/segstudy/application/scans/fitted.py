"""A scan as whole numbers of 16 bits, as in a study."""

from segstudy.volumes.rounded import scaled
from segstudy.volumes.volume import Volume


def fitted(scan: Volume, modality: str) -> tuple[Volume, float]:
    """The scan, and by what its values were multiplied so that 16 bits hold them; a `ct` is never multiplied."""
    if modality == "ct":
        return scan, 1.0
    array, scale = scaled(scan.array)
    return scan.with_array(array), scale

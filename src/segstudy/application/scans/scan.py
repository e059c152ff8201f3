"""A new scan, read and found usable."""

from dataclasses import dataclass, field
from pathlib import Path

from segstudy.volumes.volume import Volume


@dataclass(frozen=True)
class Scan:
    """A scan that somebody gives.

    Attributes:
        volume: Hounsfield units in the file's own grid.
        warnings: What is odd about it, one sentence each.
        images: Of a DICOM series, its files in the order of the volume's third axis; else empty.
    """

    volume: Volume
    warnings: list[str] = field(default_factory=list)
    images: tuple[Path, ...] = ()

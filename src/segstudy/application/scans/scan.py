"""A new scan, read and found usable."""

from dataclasses import dataclass, field
from pathlib import Path

from segstudy.volume import Volume


@dataclass(frozen=True)
class Scan:
    """volume: Hounsfield units in the file's own grid. warnings: doubts about it, one sentence each.

    images: of a DICOM series, its files in the order of the volume's third axis; else empty.
    """

    volume: Volume
    warnings: list[str] = field(default_factory=list)
    images: tuple[Path, ...] = ()

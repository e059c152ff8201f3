"""How large the scans of a study are, from headers alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from segstudy.cases.case import Case
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

MOST_READ = 10
"""Headers that are read, spread over the cases: enough for a mean, and soon done."""


@dataclass(frozen=True)
class Size:
    """A scan as it is on average.

    Attributes:
        shape: Columns, rows, slices.
        spacing_mm: Along each; of 2D images None.
    """

    shape: tuple[float, float, float]
    spacing_mm: tuple[float, float, float] | None

    @property
    def voxels(self) -> float:
        """How many there are."""
        return float(np.prod(self.shape))

    def prepared(self, settings: PreparationSettings) -> tuple[float, float, float]:
        """Columns, rows and slices as a preparation makes them; what it cuts about the body is not known here."""
        ratio = [1.0, 1.0, 1.0]
        if settings.spacing_mm and self.spacing_mm:
            ratio = [old / new for old, new in zip(self.spacing_mm, settings.spacing_mm, strict=True)]
        columns, rows, slices = (side * by for side, by in zip(self.shape, ratio, strict=True))
        if settings.size:
            rows, columns = settings.size
        return columns, rows, slices


def scan_size(plan: Plan) -> Size | None:
    """The mean over some of a study's scans; None where no file tells."""
    data = plan.settings.data
    if data.is_phantom:
        return Size(data.phantom.shape, None)
    cases = list(plan.cases.values())
    seen = list(_sizes(cases[:: max(1, len(cases) // MOST_READ)][:MOST_READ], data.modality))
    if not seen:
        return None
    spacings = [each.spacing_mm for each in seen if each.spacing_mm]
    shape = tuple(float(side) for side in np.mean([each.shape for each in seen], axis=0))
    spacing = tuple(float(step) for step in np.mean(spacings, axis=0)) if spacings else None
    return Size(shape, spacing)  # type: ignore[arg-type]


def _sizes(cases: Iterable[Case], modality: str) -> Iterable[Size]:
    for case in cases:
        try:
            yield _size(case, modality)
        except (OSError, ValueError, StudyError):
            continue  # what is wrong with a file, the inspection says


def _size(case: Case, modality: str) -> Size:
    if case.image2d:
        from PIL import Image

        with Image.open(case.image2d) as image:
            return Size((*image.size, 1), None)
    if case.folder:
        from segstudy.volumes.dicom.headers import read_series
        from segstudy.volumes.dicom.series import series_affine

        headers = read_series(Path(case.folder), case.name, modality)
        steps = np.linalg.norm(series_affine(headers)[:3, :3], axis=0)
        rows, columns = headers[0].size
        return Size((columns, rows, len(headers)), (float(steps[0]), float(steps[1]), float(steps[2])))
    from segstudy.volumes.nifti import read_header

    header = read_header(case.image or "")
    return Size(header.array.shape[:3], header.spacing)

"""A new scan prepared for an arm's networks, as in a study."""

import json
from pathlib import Path

from segstudy.application.arms import Arm
from segstudy.application.scans.fitted import fitted
from segstudy.application.scans.picture import Picture
from segstudy.preparation.prepare import prepare_colors, prepare_image
from segstudy.running.errors import StudyError
from segstudy.volumes.cache import CachedSlices, write_image_cache
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.volume import Volume


def write_prepared(arm: Arm, scan: Volume, stem: Path) -> tuple[CachedSlices, NetworkGrid]:
    """Prepare a scan, and write its cache and its grid beside `stem`.

    Raises:
        StudyError: The arm learned from colors, and the scan has none.
    """
    if not arm.preparation.color:
        fitting, scale = fitted(scan, arm.modality)
        image, grid = prepare_image(fitting, arm.preparation, scale)
    elif isinstance(scan, Picture):
        image, grid = prepare_colors(scan, scan.colors, arm.preparation)
    else:
        raise StudyError(f"{arm.path}: learned from images in color; give it a PNG or JPEG")
    write_image_cache(f"{stem}.image.b2nd", image.stored, image.slope, image.intercept, image.planes)
    Path(f"{stem}.grid.json").write_text(json.dumps(grid.to_json()), encoding="utf-8")
    return CachedSlices(str(stem)), grid

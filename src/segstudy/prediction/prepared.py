"""A case as it is prepared for networks."""

import json
from pathlib import Path

from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.grids.network_grid import NetworkGrid


def read_prepared(stem: str) -> tuple[CachedSlices, NetworkGrid]:
    """A prepared scan and its grid, from the stem of the case's cache."""
    grid = NetworkGrid.from_json(json.loads(Path(f"{stem}.grid.json").read_text(encoding="utf-8")))
    return CachedSlices(stem), grid

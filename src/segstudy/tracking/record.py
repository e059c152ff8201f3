"""One run as MLflow shows it, whichever files it comes from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from segstudy.running.files import hash_of


def flattened(values: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested settings as one level of text, keys joined by dots; lists and empty mappings as JSON."""
    flat: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            flat |= flattened(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value if isinstance(value, str) else json.dumps(value)
    return flat


@dataclass(frozen=True)
class Record:
    """A training on one fold, an arm, or the study itself.

    Attributes:
        name: What the run is called.
        kind: `training`, `arm` or `study`.
        parameters: What it was made with.
        metrics: (name, value, step), no value being NaN.
        files: Path, and the folder it is shown in.
        ended: When the work was done (seconds since 1970), where somebody knows; no part of the content.
        seconds: How long it took; no part of the content.
    """

    name: str
    kind: str
    parameters: dict[str, str]
    metrics: list[tuple[str, float, int]] = field(default_factory=list)
    files: list[tuple[Path, str]] = field(default_factory=list)
    ended: float | None = None
    seconds: float = 0.0

    @cached_property
    def content(self) -> str:
        """A hash of all of it, files included: the same content is published once."""
        digest = hashlib.sha256(
            json.dumps([self.name, self.kind, self.parameters, self.metrics], sort_keys=True).encode()
        )
        for path, folder in self.files:
            digest.update(f"{folder}/{path.name}\0{hash_of(path)}\0".encode())
        return digest.hexdigest()

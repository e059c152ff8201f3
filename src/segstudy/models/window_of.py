"""How a trained network for volumes is applied: what its windows are."""

from collections.abc import Mapping
from typing import Any

from segstudy.config.sections.inference import InferenceSettings
from segstudy.config.sections.patches import PatchSettings
from segstudy.volumes.windows.window import Window


def window_of(model: Mapping[str, Any], inference: InferenceSettings | None = None) -> Window | None:
    """How a trained network is to be applied; None for one that sees slices.

    Args:
        model: What its `model.yaml` says.
        inference: How windows overlap, and whether they are mirrored; None for the defaults.
    """
    if not model.get("patch"):
        return None
    inference = inference or InferenceSettings()
    mirrored = PatchSettings(**model["settings"]["patches"]).flipped if inference.mirror else ()
    return Window(tuple(model["patch"]), inference.overlap, mirrored)

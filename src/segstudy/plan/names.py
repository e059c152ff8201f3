"""Names of what is made, which stand in paths and so must stay what they are: what hashes in them are taken from."""

import hashlib
import json
from typing import Any

from segstudy.config.sections.section import Section
from segstudy.config.sections.start import StartSettings
from segstudy.config.sections.training import TrainingSettings

# Keys of the sections under `training:` that stand in a hash whatever their value, because they always did. Keys that
# are added later stand there only where they differ from what their absence means, so that no path changes.
ALWAYS = {
    "plateau": {"factor", "patience"},
    "step": {"factor", "every"},
    "loss_weights": {"dice", "ce"},
    "patches": {"size", "per_case", "foreground", "flips", "rotate_deg", "zoom"},
    "channels": {"neighbors", "depth"},
}


def digest(*values: Any) -> str:
    """Eight hexadecimal digits that stand for plain values."""
    text = json.dumps(values[0] if len(values) == 1 else list(values), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def start_part(start: StartSettings, source: str | None) -> str:
    """What a training's name says of the weights it begins with; `source`: the training it begins as."""
    return f"start-{digest(start.spec(), source)}"


def hashed(settings: TrainingSettings) -> dict[str, Any]:
    """Hyper-parameters as a hash is taken of them: plain values, all keys of `training:`."""
    values = settings.model_dump(mode="json")
    if isinstance(settings.loss, Section):
        values["loss"] = settings.loss.spec()
    for key, always in ALWAYS.items():
        section = getattr(settings, key)
        if isinstance(section, Section):
            kept = always | section.spec().keys()
            values[key] = {name: value for name, value in values[key].items() if name in kept}
    return values

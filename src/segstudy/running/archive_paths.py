"""Names inside archives that nobody has checked."""

from pathlib import PurePosixPath


def leads_outside(name: str) -> bool:
    """Whether a file of this name could land outside the folder that its archive is unpacked into."""
    inside = PurePosixPath(name.replace("\\", "/"))
    return inside.is_absolute() or ".." in inside.parts or bool(inside.parts) and inside.parts[0].endswith(":")

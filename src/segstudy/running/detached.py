"""The file beside a header that holds its voxels: of MetaImage (`.mhd`) and NRRD (`.nhdr`)."""

import os
import re
from pathlib import Path

HEADERS = (".mhd", ".nhdr")
# A header is text, and shorter than this.
LONGEST = 1 << 16
_NAMED = {
    "m": re.compile(rb"^[ \t]*ElementDataFile[ \t]*[=:][ \t]*([^\r\n]*)", re.MULTILINE | re.IGNORECASE),
    "n": re.compile(rb"^data ?file:[ \t]*([^\r\n]*)", re.MULTILINE | re.IGNORECASE),
}
# What MetaImage calls it where voxels follow the header.
INSIDE = "LOCAL"


def named_voxels(path: str | os.PathLike[str]) -> str | None:
    """What a MetaImage or NRRD file says of where its voxels are; None where it holds them itself.

    Empty where it says nothing that can be found, because it is no such file or its header has no end.

    Raises:
        OSError: It cannot be read.
    """
    with Path(path).open("rb") as file:
        start = file.read(LONGEST)
    kind = Path(path).suffix.lower()[1:2]
    if kind == "n":  # NRRD's header ends with an empty line, or with the file
        start, *voxels = re.split(rb"\r?\n\r?\n", start, maxsplit=1)
        if not voxels and len(start) == LONGEST:
            return ""
    named = [name.decode(errors="replace").strip() for name in _NAMED[kind].findall(start)]
    if kind == "m" and not named:
        return ""
    return next((name for name in named if name.upper() != INSIDE), None)


def beside(path: str | os.PathLike[str]) -> Path | None:
    """The file in which the voxels of a header are; None of any other file, and where no such file is there."""
    if not os.fspath(path).lower().endswith(HEADERS):
        return None
    try:
        named = named_voxels(path)
    except OSError:
        return None
    voxels = Path(path).parent / named if named and is_beside(named) else None
    return voxels if voxels and voxels.is_file() else None


def is_beside(named: str) -> bool:
    """Whether a header names one file in its own folder, or below."""
    parts = re.split(r"[/\\]", named)
    return ".." not in parts and parts[0] != "" and ":" not in parts[0] and "%" not in named and named.upper() != "LIST"

"""Whether packed voxels of MetaImage and NRRD are whole, which ITK does not look at."""

import os
import re
import zlib
from pathlib import Path

from segstudy.running.detached import LONGEST, beside
from segstudy.running.errors import StudyError

_BLOCK = 1 << 20
# With zlib's head (MetaImage) or gzip's (NRRD).
_ANY_HEAD = zlib.MAX_WBITS | 32
_END_OF_HEADER = {"m": re.compile(rb"^[ \t]*ElementDataFile[^\n]*\n", re.MULTILINE), "n": re.compile(rb"\r?\n\r?\n")}


def check_deflated(path: str | os.PathLike[str]) -> None:
    """Check that voxels can be unpacked to their end, and that their checksum is right; keeps nothing of them.

    Raises:
        StudyError: They cannot.
    """
    apart = beside(path)
    unpacking = zlib.decompressobj(_ANY_HEAD)
    with (apart or Path(path)).open("rb") as file:
        if apart is None:
            end = _END_OF_HEADER[Path(path).suffix.lower()[1]].search(file.read(LONGEST))
            file.seek(end.end() if end else 0)
        try:
            while not unpacking.eof and (block := unpacking.unconsumed_tail or file.read(_BLOCK)):
                unpacking.decompress(block, _BLOCK)
        except zlib.error as error:
            raise StudyError(f"{path}: damaged: its compressed voxels are broken; copy it again") from error
    if not unpacking.eof:
        raise StudyError(f"{path}: truncated: its compressed voxels end too early; copy or download it again")

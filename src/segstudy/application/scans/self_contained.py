"""Whether a MetaImage or NRRD file holds its own voxels: the header of an upload must name no file of this machine."""

from pathlib import Path

from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of

# Far longer than any header that programs write.
_LONGEST = 1 << 16
_ELSEWHERE = (b"data file", b"datafile")


def check_self_contained(path: Path, name: str) -> None:
    """Refuse a header whose voxels lie in another file.

    Args:
        path: A file whose ending is that of a MetaImage or NRRD.
        name: What messages call it.

    Raises:
        StudyError: One sentence about `name`.
    """
    with path.open("rb") as file:
        start = file.read(_LONGEST)
    own = _is_local_metaimage(start) if ending_of(path).lower() in (".mha", ".mhd") else _is_whole_nrrd(start)
    if not own:
        raise StudyError(f"{name}: its voxels are not in the file itself; save it as one .mha, .nrrd or .nii.gz file")


def _is_local_metaimage(start: bytes) -> bool:
    """Its last line, after which voxels begin, says `ElementDataFile = LOCAL`, and no line before names a file."""
    for line in start.split(b"\n"):
        key, _, value = line.decode("latin-1").partition("=")
        if key.strip().lower() == "elementdatafile":
            return value.strip().upper() == "LOCAL"
    return False


def _is_whole_nrrd(start: bytes) -> bool:
    """Its header, which an empty line ends, has no field for a data file."""
    header, ended, _ = start.replace(b"\r\n", b"\n").partition(b"\n\n")
    keys = [line.partition(b":")[0].strip().lower() for line in header.split(b"\n")]
    return bool(ended) and not any(key in _ELSEWHERE for key in keys)

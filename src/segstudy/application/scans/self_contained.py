"""Whether a MetaImage or NRRD file holds its own voxels: the header of an upload must name no file of this machine."""

from pathlib import Path

from segstudy.running.detached import named_voxels
from segstudy.running.errors import StudyError


def check_self_contained(path: Path, name: str) -> None:
    """Refuse a header whose voxels lie in another file.

    Args:
        path: A file whose ending is that of a MetaImage or NRRD.
        name: What messages call it.

    Raises:
        StudyError: One sentence about `name`.
    """
    if named_voxels(path) is not None:
        raise StudyError(f"{name}: its voxels are not in the file itself; save it as one .mha, .nrrd or .nii.gz file")

"""Which files hold a volume, by their names."""

import os

NIFTI = (".nii.gz", ".nii")
OTHERS = (".mha", ".mhd", ".nrrd", ".nhdr")
ENDINGS = (*NIFTI, *OTHERS)


def ending_of(path: str | os.PathLike[str]) -> str:
    """The ending by which a file says that it holds a volume, as it is written there; empty for another file."""
    name = os.path.basename(path)  # noqa: PTH119 - of thousands of files: quicker
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")
    return name[len(name) - len(ending) :] if ending and not name.startswith(".") else ""


def is_nifti_named(path: str | os.PathLike[str]) -> bool:
    """Whether a file is named as NIfTI files are."""
    return ending_of(path).lower() in NIFTI

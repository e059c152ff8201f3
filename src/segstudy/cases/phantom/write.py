"""The phantom's files, in SegTHOR's layout."""

import os
from pathlib import Path

from segstudy.cases.phantom.cohort import PhantomCase
from segstudy.nifti import write_volume


def write_case(
    folder: str | os.PathLike[str],
    truth_folder: str | os.PathLike[str],
    case: str,
    made: PhantomCase,
    with_reference: bool,
) -> None:
    """Write one case: `<folder>/<case>/<case>.nii.gz` and `GT.nii.gz`, and its truth for tests.

    truth_folder: gets `<case>.nii.gz`, the correct label map.
    with_reference: also write the correct label map as `GT2.nii.gz`, as the reference case has it.
    """
    home = Path(folder) / case
    write_volume(home / f"{case}.nii.gz", made.image)
    write_volume(home / "GT.nii.gz", made.label)
    if with_reference:
        write_volume(home / "GT2.nii.gz", made.truth)
    write_volume(Path(truth_folder) / f"{case}.nii.gz", made.truth)

"""Layout `segthor`: `<root>/<case>/<case>.nii.gz` and, where there is one, `GT.nii.gz` beside it."""

import os

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import expand
from segstudy.config.data import DataSettings
from segstudy.errors import StudyError


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """One case a folder, one patient a case."""
    root = expand(settings.root)
    if not root.is_dir():
        raise StudyError(
            f"data.root: no folder {settings.root}; put the cases there as <case>/<case>.nii.gz and <case>/GT.nii.gz "
            "(SegTHOR is handed out by its challenge on CodaLab after registration), or name the right folder"
        )
    cases = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")):
        image, label = folder / f"{folder.name}.nii.gz", folder / "GT.nii.gz"
        # a broken link is a label map that is missing, not one that nobody drew
        cases.append(Case(folder.name, folder.name, str(image), str(label) if os.path.lexists(label) else None))
    return cases

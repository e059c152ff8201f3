"""Layout `segthor`: `<root>/<case>/<case>.nii.gz` and, where there is one, `GT.nii.gz` beside it."""

import os
from pathlib import Path

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import data_root
from segstudy.cases.text import listing
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ENDINGS


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """One case a folder, one patient a case."""
    root = data_root(settings)
    if not root.is_dir():
        raise StudyError(
            f"data.root: no folder {settings.root}; put the cases there as <case>/<case>.nii.gz and <case>/GT.nii.gz "
            "(SegTHOR is given out by its challenge on CodaLab after registration), or name the right folder"
        )
    cases = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")):
        image, label = _there(folder / folder.name), _there(folder / "GT")
        # without one it is missing, which its inspection says
        cases.append(Case(folder.name, folder.name, image or f"{folder / folder.name}.nii.gz", label))
    if cases and not any(case.label for case in cases):
        names = sorted({path.name for path in Path(cases[0].image or "").parent.iterdir()})
        raise StudyError(
            f"data.root: no folder in {settings.root} holds a label map called GT.nii.gz ({cases[0].name} holds "
            f"{listing(names) or 'nothing'}); rename them so, or list your files in a CSV for `layout: table`"
        )
    return cases


def _there(stem: Path) -> str | None:
    """The file of this name, whatever its format; a broken link is one that is missing, not one that nobody drew."""
    return next((f"{stem}{ending}" for ending in ENDINGS if os.path.lexists(f"{stem}{ending}")), None)

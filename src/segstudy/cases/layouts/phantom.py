"""Layout `phantom`: a made-up cohort in `results/<study>/phantom`, in SegTHOR's layout."""

from segstudy.cases.case import Case
from segstudy.config.sections.data import DataSettings
from segstudy.phantom.names import case_names


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """One case a patient; the files are made when they are asked for."""
    folder = f"{results}/phantom"
    return [
        Case(name, name, f"{folder}/{name}/{name}.nii.gz", f"{folder}/{name}/GT.nii.gz")
        for name in case_names(settings.phantom)
    ]

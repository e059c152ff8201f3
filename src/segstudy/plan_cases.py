"""From a study's configuration to its cases, folds and label maps. Pure and quick, as the plan."""

from functools import cached_property
from typing import Any

from segstudy.cases.folds import assign_folds, split_training
from segstudy.cases.layouts.images import find_masks
from segstudy.cases.layouts.registry import find_cases
from segstudy.cases.phantom.names import reference_case
from segstudy.config.messages import closest
from segstudy.config.study import StudySettings, read_study
from segstudy.errors import StudyError
from segstudy.outside import outside_cases


class PlannedCases:
    """Which cases a study has. Paths are relative to the folder Snakemake runs in."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Check `config` and find the cases. Raises StudyError, one line a problem."""
        self.settings: StudySettings = read_study(config)
        self.results = f"results/{self.settings.study}"
        self.organs = self.settings.data.organs
        found = find_cases(self.settings.data, self.results, list(self.organs), self.settings.folds.stratify)
        self.found = {case.name: case for case in found}
        self.excluded = self.settings.data.exclude
        self.cases = {name: case for name, case in self.found.items() if name not in self.excluded}
        self.outside = outside_cases(list(self.cases.values()), self.settings.evaluate_on)
        inside = {name: case for name, case in self.cases.items() if name not in self.outside}
        self.labelled = [name for name, case in inside.items() if case.label]
        self.folds = assign_folds(list(inside.values()), self.settings.folds, self.settings.seed)
        self._check_correction()
        self._check_report()

    def _check_report(self) -> None:
        patients = sorted({self.cases[case].patient for case in self.labelled})
        if (patient := self.settings.report.patient) and patient not in patients:
            raise StudyError(f"config: {closest('report.patient', patient, patients, 'patient with a label map')}")

    @property
    def pictured_case(self) -> str:
        """The case whose preparation the report shows: the first of the patient it is asked to show, or of all."""
        wanted = self.settings.report.patient
        return min(case for case in self.labelled if wanted in (None, self.cases[case].patient))

    def _check_correction(self) -> None:
        if self.repairs and (case := self.settings.correction.reference.case) not in self.labelled:
            raise StudyError(f"config: {closest('correction.reference.case', case, self.labelled, 'labelled case')}")

    @property
    def repairs(self) -> bool:
        """Whether the study repairs labels: it can only where one case shows how they were displaced."""
        return bool(self.settings.correction and self.settings.correction.reference)

    @property
    def fold_numbers(self) -> range:
        """0 … count − 1."""
        return range(self.settings.folds.count)

    def split(self, fold: int, fraction: float = 1.0) -> tuple[list[str], list[str]]:
        """Training and validation cases of `fold`, where `fraction` of the training patients train."""
        cases = list(self.cases.values())
        return split_training(cases, self.folds, fold, self.settings.folds, self.settings.seed, fraction)

    @cached_property
    def seeds(self) -> list[int]:
        """The seeds every training is repeated with."""
        return [self.settings.seed + offset for offset in range(self.settings.seeds)]

    def label(self, case: str) -> str | None:
        """The label map that trainings and metrics use: the repaired one where the study repairs labels.

        Those of sets that are only tested on are taken as they are.
        """
        if self.cases[case].label and self.repairs and case not in self.outside:
            return f"{self.results}/correction/{case}.nii.gz"
        return self.cases[case].label

    @property
    def reference_label(self) -> str:
        """The correct label map of the correction's reference case."""
        reference = self.settings.correction.reference
        image = self.cases[reference.case].image
        return f"{image.rpartition('/')[0]}/{reference.label}"

    @property
    def pictures(self) -> bool:
        """Whether the cases are pictures, written as volumes of one slice before anything else."""
        return self.settings.data.layout == "images"

    @cached_property
    def masks(self) -> dict[str, list[str]]:
        """The files of each picture's mask."""
        return find_masks(self.settings.data, self.cases.values())

    @cached_property
    def judged(self) -> list[str]:
        """The cases whose label maps are looked at for what does not fit a CT."""
        return [] if self.pictures else self.labelled

    @property
    def unit(self) -> str:
        """What distances are measured in: `mm`, or `px` where nobody knows how large a pixel is."""
        return self.settings.data.unit

    @property
    def phantom_reference(self) -> str | None:
        """The made-up patient that has both label maps, where the cohort is made up."""
        data = self.settings.data
        return reference_case(data.phantom) if data.layout == "phantom" else None

    def truth(self, case: str) -> str | None:
        """The correct label map of a case, where the study knows it besides that of the reference."""
        if self.phantom_reference and self.settings.data.phantom.displaced:
            return f"{self.results}/phantom_truth/{case}.nii.gz"
        return None

    @cached_property
    def with_truth(self) -> list[str]:
        """The cases whose correct label map is known, besides the reference."""
        reference = self.settings.correction.reference.case
        return [case for case in self.labelled if case != reference and self.truth(case)]

    @cached_property
    def compared_methods(self) -> list[str]:
        """The corrections that are compared: those asked for, and the one that is used."""
        settings = self.settings.correction
        used = [] if settings.method in ("best", *settings.compare) else [settings.method]
        return list(dict.fromkeys([*settings.compare, *used]))

    def annotated(self, case: str) -> list[str]:
        """The organs somebody drew in `case`, in the study's order."""
        drawn = self.cases[case].annotated
        return [organ for organ in self.organs if drawn is None or organ in drawn]

"""From a study's configuration to its cases, folds and label maps. Pure and quick, as the plan."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segstudy.cases.case import Case
from segstudy.cases.folds import assign_folds, split_training
from segstudy.cases.layouts.images import find_masks
from segstudy.cases.layouts.nnunet import splits_beside
from segstudy.cases.layouts.paths import can_be_read, data_root, expand
from segstudy.cases.layouts.registry import find_cases
from segstudy.cases.only_learned import only_learned
from segstudy.cases.organs_shown import annotated_organs, organs_shown
from segstudy.cases.sets import Placed, placed_cases
from segstudy.cases.splits import Splits, read_splits
from segstudy.cases.subgroups import read_subgroups
from segstudy.config.checks.study import read_study
from segstudy.config.sections.correction import ReferencePair
from segstudy.config.sections.correction_methods import METHODS
from segstudy.config.sections.data import DataSettings
from segstudy.config.sections.messages import closest
from segstudy.config.sections.study import StudySettings
from segstudy.phantom.names import reference_case
from segstudy.plan.data_sets import set_of_each
from segstudy.plan.evaluate_on import outside_cases
from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.plan.handed import Handed


class PlannedCases:
    """Which cases a study has. Paths are relative to the folder Snakemake runs in."""

    def __init__(self, config: dict[str, Any], handed: "Handed | None" = None) -> None:
        """Check `config` and find the cases.

        Args:
            config: The study's configuration.
            handed: In a job, the cases of its run, which are then not looked for.

        Raises:
            StudyError: One line a problem.
        """
        self.handed = handed
        self.settings: StudySettings = read_study(config)
        self.results = f"results/{self.settings.study}"
        self.organs = self.settings.data.organs
        self.placed, cases = self._handed_cases(handed) if handed else self._find_cases()
        self._splits: dict[tuple[int, float, str | None, int], tuple[list[str], list[str]]] = {}
        self.all_cases = {case.name: case for case in cases}
        self.excluded = self.settings.data.exclude
        self.cases = {name: case for name, case in self.all_cases.items() if name not in self.excluded}
        brought = {name: each.set for name, each in self.placed.items() if name in self.cases}
        self.outside = outside_cases(list(self.cases.values()), self.settings.evaluate_on, brought)
        inside = {name: case for name, case in self.cases.items() if name not in self.outside}
        self.labelled = [name for name, case in inside.items() if case.label]
        self.unlabeled = [name for name, case in self.cases.items() if not case.label]
        own = [name for name in self.labelled if name not in brought]
        kept = {name: brought[name] for name in self.labelled if name in brought}
        self.set_of = set_of_each(own, self.settings.data_sets) | kept
        self.splits = self._read_splits(list(inside.values()))
        self.only_learned = only_learned(list(inside.values()), self.settings.folds.only_learned)
        held = [case for name, case in inside.items() if name not in self.only_learned]
        self.folds = self.splits.held_out if self.splits else self._held_out(held)
        measured = [inside[name] for name in self.labelled]
        self.subgroups = read_subgroups(self.settings.data, self.settings.comparisons.subgroups, measured)
        self._check_correction()
        self._check_report()

    def _find_cases(self) -> tuple[dict[str, Placed], list[Case]]:
        """The cases that sets bring along, by name, and all cases."""
        stratify = self.settings.folds.stratify
        column = None if stratify in (None, "organs", "none") else stratify
        placed = self._find_placed()
        elsewhere = [each.case for each in placed.values()]
        return placed, find_cases(self.settings.data, self.results, list(self.organs), column, elsewhere)

    def _handed_cases(self, handed: "Handed") -> tuple[dict[str, Placed], list[Case]]:
        """The same, of those that were handed over."""
        sets = {**self.settings.data_sets, **self.settings.evaluate_on}
        data = {name: sets[name].data(self.settings.data) for name in set(handed.placed.values())}
        cases = {case.name: case for case in handed.cases}
        placed = {
            case: Placed(cases[case], name, data[name], bool(sets[name].organs)) for case, name in handed.placed.items()
        }
        return placed, handed.cases

    def _find_placed(self) -> dict[str, Placed]:
        """The cases that sets bring along, by name; of those that are only tested on, the ones with a label map."""
        data = self.settings.data
        learned = placed_cases(self.settings.data_sets, "data_sets", data, self.results)
        tested = placed_cases(self.settings.evaluate_on, "evaluate_on", data, self.results)
        return {each.case.name: each for each in [*learned, *(each for each in tested if each.case.label)]}

    def data_of(self, case: str) -> DataSettings:
        """Where a case is and what its labels mean: as `data` says, or its set."""
        return self.placed[case].data if case in self.placed else self.settings.data

    def is_renumbered(self, case: str) -> bool:
        """Whether the integers of a case's label map, as it was handed in, are others than the study's."""
        return case in self.placed and self.placed[case].renumbered

    def _read_splits(self, cases: list[Case]) -> Splits | None:
        """The splits that somebody made, where the study names their file."""
        file = self.settings.folds.file
        return read_splits(expand(file), cases, [*self.excluded, *self.outside]) if file else None

    def _held_out(self, cases: list[Case]) -> dict[str, int]:
        """The fold of each case; none where nothing is learned and nobody asks for folds."""
        if not self.settings.learns and "folds" not in self.settings.model_fields_set:
            return {}
        return assign_folds(cases, self.settings.folds, self.settings.seed, self.spread_by)

    @cached_property
    def spread_by(self) -> dict[str, frozenset[str]]:
        """The organs of each case by which patients are spread over folds; empty where they are not."""
        labeled = [case for case in self.cases.values() if case.label and case.name not in self.outside]
        # of each data set patients are held out in every fold, as of each organ
        sets = {case.name: frozenset({f"set {self.set_of[case.name]}"}) for case in labeled if case.name in self.set_of}
        spread = self._spread_by_organs(labeled)
        return {case: organs | sets.get(case, frozenset()) for case, organs in spread.items()}

    def _spread_by_organs(self, labeled: list[Case]) -> dict[str, frozenset[str]]:
        """The organs of each case by which patients are spread."""
        stratify = self.settings.folds.stratify
        if stratify is None:
            return {case.name: annotated_organs(case, self.organs) for case in labeled}
        if stratify != "organs":
            return {}
        integers = {case.name: self.data_of(case.name).integers for case in labeled}
        return organs_shown(labeled, self.organs, integers, Path(self.path("state/label_integers.json")))

    def path(self, inside: str) -> str:
        """A path inside the study's folder."""
        return f"{self.results}/{inside}"

    def per_case(self, pattern: str, cases: Iterable[str]) -> list[str]:
        """`pattern`, a path inside the study's folder, for each case."""
        return [self.path(pattern.format(case=case)) for case in cases]

    def _check_report(self) -> None:
        patients = sorted({self.cases[case].patient for case in self.measured})
        if (patient := self.settings.report.patient) and patient not in patients:
            raise StudyError(f"config: {closest('report.patient', patient, patients, 'patient with a label map')}")

    @property
    def example_case(self) -> str:
        """The case whose preparation the report shows: the first of the patient it is asked to show, or of all."""
        wanted = self.settings.report.patient
        return min(case for case in self.measured if wanted in (None, self.cases[case].patient))

    def _check_correction(self) -> None:
        if self._reference and (case := self._reference.case) not in self.labelled:
            raise StudyError(f"config: {closest('correction.reference.case', case, self.labelled, 'labelled case')}")

    def check_files(self) -> None:
        """Look for the file that the study names besides its cases.

        Raises:
            StudyError: It is not there.
        """
        if self._reference and not self.phantom_reference and not can_be_read(self.reference_label):
            raise StudyError(
                f"config: correction.reference.label: there is no {self.reference_label}, the correct label map beside "
                "the displaced one; put it there, or say `correction: none`"
            )

    @property
    def _reference(self) -> ReferencePair | None:
        correction = self.settings.correction
        return correction.reference if correction else None

    @property
    def repairs(self) -> bool:
        """Whether the study repairs labels: it can only where one case shows how they were displaced."""
        return self._reference is not None

    @property
    def reference_pair(self) -> ReferencePair:
        """The case that shows how labels were displaced, in a study that repairs them.

        Raises:
            StudyError: The study repairs none.
        """
        if self._reference is None:
            raise StudyError("config: correction.reference: there is none, so that no label can be repaired")
        return self._reference

    @property
    def fold_numbers(self) -> range:
        """0 … count − 1; none where no case is held out."""
        if self.splits:
            return range(len(self.splits.training))
        return range(self.settings.folds.count if self.folds else 0)

    @cached_property
    def measured(self) -> list[str]:
        """The cases that predictions are measured on: with a label map, and held out somewhere, if any are."""
        held = [case for case in self.labelled if case not in self.only_learned]
        return [case for case in held if case in self.folds or not self.folds]

    @cached_property
    def predicted(self) -> list[str]:
        """The cases that networks predict: all but those that are only learned from."""
        only_learned = {*self.labelled} - {*self.measured}
        return [case for case in self.cases if case not in only_learned]

    def split(
        self, fold: int, fraction: float = 1.0, learn_from: str | None = None, draw: int = 0
    ) -> tuple[list[str], list[str]]:
        """Training and validation cases of `fold`, where `fraction` of the training patients train, of this `draw`."""
        key = (fold, fraction, learn_from, draw)
        if key not in self._splits:
            self._splits[key] = self._split(fold, fraction, learn_from, draw)
        training, validation = self._splits[key]
        return list(training), list(validation)

    def _split(self, fold: int, fraction: float, learn_from: str | None, draw: int) -> tuple[list[str], list[str]]:
        cases = [case for case in self.cases.values() if learn_from in (None, self.set_of.get(case.name))]
        settings, seed = self.settings.folds, self.settings.seed
        parts = split_training(cases, self.folds, fold, settings, seed, fraction, self.splits, self.spread_by, draw)
        parts = sorted({*parts[0], *self.only_learned}), parts[1]
        if learn_from is None:
            return parts
        training, validation = ([case for case in part if self.set_of.get(case) == learn_from] for part in parts)
        if not training or not validation:
            raise StudyError(
                f"config: data_sets.{learn_from}: beside fold {fold} too few of its patients are left to learn "
                "from and to validate on; take fewer folds"
            )
        return training, validation

    @cached_property
    def seeds(self) -> list[int]:
        """The seeds every training is repeated with."""
        return [self.settings.seed + offset for offset in range(self.settings.seeds)]

    def label_of(self, case: str) -> str | None:
        """The label map that trainings and metrics use: the repaired one where the study repairs labels.

        Those of sets that are only tested on, or lie elsewhere, are taken as they are.
        """
        if self.cases[case].label and self.repairs and case not in {*self.outside, *self.placed}:
            return f"{self.results}/correction/{case}.nii.gz"
        return self.handed_in(case)

    def handed_in(self, case: str) -> str | None:
        """The label map as it was handed in, with one integer an organ."""
        label = self.cases[case].label
        changed = self.data_of(case).joined or self.is_renumbered(case)
        return self.path(f"joined/{case}.nii.gz") if label and changed else label

    @property
    def offer(self) -> str:
        """A file that this study could use and does not name; empty where there is none."""
        data = self.settings.data
        if data.layout != "nnunet" or self.settings.folds.file or not self.folds:
            return ""
        file = splits_beside(data_root(data))
        return f"note: nnU-Net's own splits are there: `folds: {{file: {file}}}` takes them" if file else ""

    @property
    def reference_label(self) -> str:
        """The correct label map of the correction's reference case."""
        case = self.cases[self.reference_pair.case]
        beside = case.image or case.label or ""
        return f"{beside.rpartition('/')[0]}/{self.reference_pair.label}"

    @property
    def joins(self) -> bool:
        """Whether label maps are written anew with one integer an organ."""
        return bool(self.settings.data.joined) or any(map(self.is_renumbered, self.placed))

    @property
    def has_2d_images(self) -> bool:
        """Whether the cases are 2D images, written as volumes of one slice before anything else."""
        return self.settings.data.are_2d_images

    @property
    def is_dicom(self) -> bool:
        """Whether the cases are DICOM folders, written as volumes before anything else."""
        return self.settings.data.is_dicom

    @cached_property
    def masks(self) -> dict[str, list[str]]:
        """The files of each 2D image's mask."""
        if self.handed:
            return self.handed.masks
        return find_masks(self.settings.data, self.cases.values()) | {case: [] for case in self.unlabeled}

    @cached_property
    def judged(self) -> list[str]:
        """The cases whose label maps are looked at for what does not fit a CT.

        Where nothing is learned from them, a study has to ask for it by `correction`.
        """
        asked = self.settings.learns or self.settings.correction is not None
        return self.labelled if asked and self.settings.data.in_hounsfield_units else []

    @property
    def unit(self) -> str:
        """What distances are measured in: `mm`, or `px` where nobody knows how large a pixel is."""
        return self.settings.data.unit

    @property
    def phantom_reference(self) -> str | None:
        """The made-up patient that has both label maps, where the cohort is made up."""
        data = self.settings.data
        return reference_case(data.phantom) if data.is_phantom else None

    def truth(self, case: str) -> str | None:
        """The correct label map of a case, where the study knows it besides that of the reference."""
        if self.phantom_reference and self.settings.data.phantom.displaced and case not in self.placed:
            return f"{self.results}/phantom_truth/{case}.nii.gz"
        return None

    @cached_property
    def with_truth(self) -> list[str]:
        """The cases whose correct label map is known, besides the reference."""
        reference = self.reference_pair.case
        return [case for case in self.labelled if case != reference and self.truth(case)]

    @cached_property
    def compared_methods(self) -> dict[str, str]:
        """`module:attribute` of each method of correction that is compared: those asked for, and the one in use."""
        settings = self.settings.correction
        if settings is None:
            return {}
        used = [] if settings.method == "best" else [settings.method]
        return {method: METHODS[method].estimator for method in dict.fromkeys([*settings.compare, *used])}

    @cached_property
    def preferred_methods(self) -> list[str]:
        """The methods that are compared, the best first of those that one reference cannot tell apart."""
        return sorted(self.compared_methods, key=lambda method: METHODS[method].preference)

    def annotated(self, case: str) -> list[str]:
        """The organs somebody drew in `case`, in the study's order."""
        drawn = self.cases[case].annotated
        return [organ for organ in self.organs if drawn is None or organ in drawn]

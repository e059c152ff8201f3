"""From a study's arms to their runs, and to what predicts each."""

from functools import cached_property
from typing import NamedTuple

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.ensembles import ENSEMBLE
from segstudy.config.sections.inference import InferenceSettings
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.sam2 import ZERO_SHOT
from segstudy.config.sections.source_arms import TRUTH
from segstudy.models.registry import segments
from segstudy.plan.elsewhere import MadeElsewhere, made_elsewhere
from segstudy.plan.ensembles import Ensemble, ensemble
from segstudy.plan.families import arm_families
from segstudy.plan.sources import ZeroShot, source_path, zero_shot
from segstudy.plan.training import NnunetTraining, Run, Training
from segstudy.plan.trainings import PlannedTrainings
from segstudy.plan.views import Views, views


class Inferred(NamedTuple):
    """What predicts a folder below `inferred/`: a training, and how its network is applied (None for the default)."""

    training: Training | NnunetTraining
    inference: InferenceSettings | None


class PlannedRuns(PlannedTrainings):
    """What a study predicts, and with what. Paths are relative to the folder Snakemake runs in."""

    @cached_property
    def runs(self) -> dict[str, Run]:
        """Every arm with every seed, by path."""
        runs = {}
        for arm in self.settings.arms:
            if not arm.is_made_here:
                seed = self.settings.seed
                runs[arm.folder] = Run(arm.name, seed, arm.folder, None, None, None, arm.postprocessing)
                continue
            for seed in self.seeds:
                path = arm.folder if len(self.seeds) == 1 else f"{arm.folder}/seed-{seed}"
                training: str | None = None
                if arm.model_name in ZERO_SHOT:
                    inferred = self._zero_shot(arm, seed).name
                elif arm.model == ENSEMBLE:
                    inferred = self._ensemble(arm, seed).name
                else:
                    training, inferred = self._applied(arm, seed)
                    if arm.representation != CARTESIAN:
                        inferred = self._views(arm, seed).name
                runs[path] = Run(arm.name, seed, path, training, arm.inference, inferred, arm.postprocessing)
        return runs

    @cached_property
    def measured_runs(self) -> dict[str, Run]:
        """The runs of arms that predict organs; those that only find centers are sources of others."""
        models = {arm.name: arm.model_name for arm in self.settings.arms}
        return {path: run for path, run in self.runs.items() if segments(models[run.arm])}

    def _applied(self, arm: ArmSettings, seed: int) -> tuple[str, str]:
        """Its training, and the folder of what its networks predict."""
        training = self.training_of(arm, seed).name
        return training, f"{training}.{arm.inference}" if arm.inference else training

    def _views(self, arm: ArmSettings, seed: int) -> Views:
        training = self.training_of(arm, seed)
        assert isinstance(training, Training) and training.representation is not None
        return views(training.name, self._source_path(arm, seed), training.representation)

    @cached_property
    def views(self) -> dict[str, Views]:
        """What predicts the folders below `inferred/` by views of slices."""
        arms = [arm for arm in self.settings.arms if arm.representation != CARTESIAN]
        return {each.name: each for each in (self._views(arm, seed) for arm in arms for seed in self.seeds)}

    def _ensemble(self, arm: ArmSettings, seed: int) -> Ensemble:
        members = [self._applied(each, seed) for each in self.settings.arms if each.name in (arm.ensemble_of or ())]
        return ensemble([inferred for _, inferred in members], [training for training, _ in members])

    @cached_property
    def ensembles(self) -> dict[str, Ensemble]:
        """What predicts the folders below `inferred/` that are means of others."""
        arms = [arm for arm in self.settings.arms if arm.model == ENSEMBLE]
        made = [self._ensemble(arm, seed) for arm in arms for seed in self.seeds]
        return {each.name: each for each in made}

    def paid_trainings(self, run: Run) -> list[str]:
        """What had to be trained for `run`: its own network after those that taught it, or its members'."""
        if run.training:
            way = [self.trainings[run.training]]
            while isinstance(way[-1], Training) and way[-1].pseudo:
                way.append(self.trainings[way[-1].pseudo.teacher])
            return [each.name for each in reversed(way)]
        ensemble = self.ensembles.get(run.inferred or "")
        return list(ensemble.trainings) if ensemble else []

    @cached_property
    def inferred(self) -> dict[str, Inferred]:
        """What predicts each folder below `inferred/`, with training."""
        applied = {
            run.inferred: (run.training, run.inference) for run in self.runs.values() if run.training and run.inferred
        }
        made = {
            name: Inferred(self.trainings[training], self.settings.inferences[inference] if inference else None)
            for name, (training, inference) in applied.items()
        }
        return made | {name: Inferred(training, None) for name, training in self.grown.items()}

    def inferred_by_own(self, name: str) -> tuple[Training, InferenceSettings | None]:
        """The same of a folder that a network of this project's predicts."""
        training, inference = self.inferred[name]
        return self.own_trainings[training.name], inference

    def _zero_shot(self, arm: ArmSettings, seed: int) -> ZeroShot:
        return zero_shot(arm, self._source_path(arm, seed))

    def _source_path(self, arm: ArmSettings, seed: int) -> str:
        several = len(self.seeds) > 1 and arm.source_arm not in {each.arm for each in self.made_elsewhere.values()}
        return source_path(arm, seed, several)

    @cached_property
    def atlases(self) -> list[str]:
        """The runs, by path, that are the mean atlas of training patients."""
        return [arm.folder for arm in self.settings.arms if arm.control == "mean_atlas"]

    @cached_property
    def made_elsewhere(self) -> dict[str, MadeElsewhere]:
        """What becomes the label maps of the runs that no network predicts, by path.

        Raises:
            StudyError: A case lacks the prediction that it must have; all are named.
        """
        measured = [*self.measured, *self.outside]
        references = {case: self.label_of(case) for case in measured}
        return made_elsewhere(self.settings.arms, [self.cases[case] for case in measured], references, self.organs)

    @cached_property
    def zero_shots(self) -> dict[str, ZeroShot]:
        """What predicts the other folders below `inferred/`, which need no training."""
        arms = [arm for arm in self.settings.arms if arm.model_name in ZERO_SHOT]
        made = [self._zero_shot(arm, seed) for arm in arms for seed in self.seeds]
        return {each.name: each for each in made}

    @property
    def sam2_checkpoints(self) -> list[str | None]:
        """The checkpoints of all arms that are, or begin with, SAM 2."""
        return [*self.tuned_checkpoints, *(each.settings.checkpoint for each in self.zero_shots.values())]

    def cases_of(self, run: str) -> list[str]:
        """The cases of a run: all; those with a label map, where it starts from the truth or comes from elsewhere."""
        inferred = self.runs[run].inferred
        if inferred is None:
            return [*self.measured, *self.outside]
        source = self.sourced.get(inferred)
        if source is None:
            return list(self.predicted)
        return [*self.measured, *self.outside] if source == TRUTH else self.cases_of(source)

    @cached_property
    def inferred_cases(self) -> list[tuple[str, str]]:
        """(folder below `inferred/`, case) of all that networks predict."""
        pairs = [
            (run.inferred, case) for path, run in self.runs.items() if run.inferred for case in self.cases_of(path)
        ]
        return list(dict.fromkeys([*pairs, *((name, case) for name in self.grown for case in self.measured)]))

    @cached_property
    def sourced(self) -> dict[str, str]:
        """What each folder below `inferred/` that starts from something starts from: a run's path, or `truth`."""
        made: list[ZeroShot | Views] = [*self.zero_shots.values(), *self.views.values()]
        return {each.name: each.source for each in made}

    @cached_property
    def sources(self) -> list[str]:
        """The runs, by path, that others start from."""
        return sorted({*self.sourced.values()} - {TRUTH})

    def source_of(self, name: str, case: str) -> str | None:
        """The label map of `case` that a prediction, named by its folder, starts from."""
        source = self.sourced[name]
        return self.label_of(case) if source == TRUTH else self.path(f"predicted/{source}/{case}.nii.gz")

    @cached_property
    def families(self) -> dict[str, str]:
        """For each arm, the one with the most training patients among those that differ in nothing else."""
        return arm_families(self.settings.arms)

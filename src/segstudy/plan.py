"""From a study's configuration to its cases, arms, trainings and paths.

Pure and quick: no scan is opened and no heavy library imported, because every job of a cluster run
plans the study again.
"""

import hashlib
import json
from functools import cached_property
from typing import Any

from segstudy.config.arms import ArmSettings
from segstudy.config.ensembles import ENSEMBLE
from segstudy.config.nnunet import MODEL as NNUNET
from segstudy.config.representations import CARTESIAN
from segstudy.config.sam2 import TUNED, ZERO_SHOT
from segstudy.config.source_arms import TRUTH
from segstudy.models.registry import dimensions
from segstudy.plan_cases import PlannedCases
from segstudy.plan_ensembles import Ensemble, ensemble
from segstudy.plan_families import arm_families
from segstudy.plan_nnunet import nnunet_training
from segstudy.plan_search import Part, marked, part_path, parts_of
from segstudy.plan_sourced import ZeroShot, source_path, zero_shot
from segstudy.plan_training import Run, Training
from segstudy.plan_views import Views, views


class Plan(PlannedCases):
    """What a study consists of. Paths are relative to the folder Snakemake runs in."""

    def _training(self, arm: ArmSettings, seed: int) -> Training:
        if arm.model_name == NNUNET:
            return Training(**nnunet_training(arm, seed, len(self.seeds) > 1))
        settings = self.settings.training_settings(arm).model_dump(mode="json")
        if dimensions(arm.model_name) == 2:
            settings["patches"] = None  # which a network for slices never sees
        arguments, own = self.settings.model_arguments(arm), arm.model_arguments
        parts = [arm.model_name, arm.preparation, *([arm.augmentation] if arm.augmentation else [])]
        if arm.representation != CARTESIAN:
            parts.append(f"representation-{arm.representation}")
        tuned = self.searched_by(arm)
        if tuned:
            parts.append(f"tuned-{tuned}")
            # all that the arm says, because it wins over what will be found even where it repeats a default
            special, built = arm.training, own
        else:
            defaults = self.settings.training.model_dump(mode="json")
            if dimensions(arm.model_name) == 2:
                defaults["patches"] = None
            special, built = {key: value for key, value in settings.items() if value != defaults[key]}, arguments
        if special or built:
            told = json.dumps([special, built], sort_keys=True)
            parts.append(hashlib.sha256(told.encode()).hexdigest()[:8])
        if arm.training_fraction < 1:
            parts.append(f"fraction-{arm.training_fraction:g}")
        if len(self.seeds) > 1:
            parts.append(f"seed-{seed}")
        return Training(
            name=".".join(parts),
            model=arm.model_name,
            arguments=arguments,
            preparation=arm.preparation,
            augmentation=arm.augmentation,
            settings=settings,
            fraction=arm.training_fraction,
            seed=seed,
            tuned=tuned,
            own={"training": arm.training, "arguments": own} if tuned else {},
            representation=self.settings.representation(arm),
        )

    def searched_by(self, arm: ArmSettings) -> str | None:
        """The search whose answer `arm` trains with; None where it has none, or one that is known."""
        return arm.tuned if arm.tuned and self.settings.tuning[arm.tuned].known is None else None

    @cached_property
    def search_parts(self) -> dict[str, Part]:
        """The parts of the searches that some arm needs, by their path below `tuned/`."""
        names = [name for arm in self.settings.arms if (name := self.searched_by(arm))]
        return parts_of(self.settings, dict.fromkeys(names))

    def told(self, training: Training) -> dict[str, Any]:
        """What a training is made with, for people: `model` and `hyperparameters`; what a search finds is `tuned`."""
        search = self.settings.tuning[training.tuned] if training.tuned else None
        settings, arguments = marked(training, search) if search else (training.settings, training.arguments)
        return {
            "model": {training.model: arguments} if arguments else training.model,
            "hyperparameters": settings,
        }

    def told_of(self, run: Run) -> dict[str, Any]:
        """The same of what predicts a run, trained or not."""
        if run.training:
            told = self.told(self.trainings[run.training])
            if laid := self.views.get(run.inferred):
                seen = {"representation": laid.representation, "source arm": laid.source.partition("/")[0]}
                told["hyperparameters"] = {**told["hyperparameters"], **seen}
            return told
        if run.inferred in self.ensembles:
            arm = next(arm for arm in self.settings.arms if arm.name == run.arm)
            return {"model": ENSEMBLE, "hyperparameters": {"training": "none", "members": list(arm.ensemble_of)}}
        found = self.zero_shots[run.inferred]
        told = {"training": "none", "source arm": found.source.partition("/")[0], **found.settings}
        return {"model": found.model, "hyperparameters": told}

    def best(self, training: Training, fold: int) -> str | None:
        """The folder, below `tuned/`, of the answer that `training` needs on `fold`; None without a search."""
        return training.tuned and part_path(training.tuned, self.settings.tuning[training.tuned], fold)

    @cached_property
    def trainings(self) -> dict[str, Training]:
        """The distinct trainings by name: arms that differ only after training share one."""
        fitted = [arm for arm in self.settings.arms if arm.model_name not in (ENSEMBLE, *ZERO_SHOT)]
        made = [self._training(arm, seed) for arm in fitted for seed in self.seeds]
        return {training.name: training for training in made}

    @cached_property
    def runs(self) -> dict[str, Run]:
        """Every arm with every seed, by path."""
        runs = {}
        for arm in self.settings.arms:
            for seed in self.seeds:
                path = arm.name if len(self.seeds) == 1 else f"{arm.name}/seed-{seed}"
                if arm.model_name in ZERO_SHOT:
                    training, inferred = None, self._zero_shot(arm, seed).name
                elif arm.model == ENSEMBLE:
                    training, inferred = None, self._ensemble(arm, seed).name
                else:
                    training, inferred = self._applied(arm, seed)
                    if arm.representation != CARTESIAN:
                        inferred = self._views(arm, seed).name
                runs[path] = Run(arm.name, seed, path, training, arm.inference, inferred, arm.postprocessing)
        return runs

    def _applied(self, arm: ArmSettings, seed: int) -> tuple[str, str]:
        """Its training, and the folder of what its networks predict."""
        training = self._training(arm, seed).name
        return training, f"{training}.{arm.inference}" if arm.inference else training

    def _views(self, arm: ArmSettings, seed: int) -> Views:
        told = self.settings.representation(arm)
        return views(self._training(arm, seed).name, source_path(arm, seed, len(self.seeds) > 1), told)

    @cached_property
    def views(self) -> dict[str, Views]:
        """What predicts the folders below `inferred/` by views of slices."""
        arms = [arm for arm in self.settings.arms if arm.representation != CARTESIAN]
        return {each.name: each for each in (self._views(arm, seed) for arm in arms for seed in self.seeds)}

    def _ensemble(self, arm: ArmSettings, seed: int) -> Ensemble:
        members = [self._applied(each, seed) for each in self.settings.arms if each.name in arm.ensemble_of]
        return ensemble([inferred for _, inferred in members], [training for training, _ in members])

    @cached_property
    def ensembles(self) -> dict[str, Ensemble]:
        """What predicts the folders below `inferred/` that are means of others."""
        arms = [arm for arm in self.settings.arms if arm.model == ENSEMBLE]
        made = [self._ensemble(arm, seed) for arm in arms for seed in self.seeds]
        return {each.name: each for each in made}

    def paid_trainings(self, run: Run) -> list[str]:
        """What had to be trained for `run`: its own network, or its members'."""
        if run.training:
            return [run.training]
        return list(self.ensembles[run.inferred].trainings) if run.inferred in self.ensembles else []

    @cached_property
    def inferred(self) -> dict[str, tuple[Training, dict[str, Any] | None]]:
        """What predicts each folder below `inferred/`, with training: a training, and how its network is applied."""
        chosen = {run.inferred: (run.training, run.inference) for run in self.runs.values() if run.training}
        told = {name: settings.model_dump(mode="json") for name, settings in self.settings.inferences.items()}
        return {name: (self.trainings[training], told.get(inference)) for name, (training, inference) in chosen.items()}

    def _zero_shot(self, arm: ArmSettings, seed: int) -> ZeroShot:
        return zero_shot(arm, source_path(arm, seed, len(self.seeds) > 1))

    @cached_property
    def zero_shots(self) -> dict[str, ZeroShot]:
        """What predicts the other folders below `inferred/`, which need no training."""
        arms = [arm for arm in self.settings.arms if arm.model_name in ZERO_SHOT]
        made = [self._zero_shot(arm, seed) for arm in arms for seed in self.seeds]
        return {each.name: each for each in made}

    @property
    def sam2_checkpoints(self) -> list[str | None]:
        """The checkpoints of all arms that are, or begin with, SAM 2."""
        tuned = [
            training.arguments.get("checkpoint") for training in self.trainings.values() if training.model == TUNED
        ]
        return [*tuned, *(each.settings["checkpoint"] for each in self.zero_shots.values())]

    def cases_of(self, run: str) -> list[str]:
        """The cases that a run predicts: all, but where it starts from the truth, those with a label map."""
        source = self.sourced.get(self.runs[run].inferred)
        if source is None:
            return list(self.cases)
        return [*self.labelled, *self.outside] if source == TRUTH else self.cases_of(source)

    @cached_property
    def inferred_cases(self) -> list[tuple[str, str]]:
        """(folder below `inferred/`, case) of all that networks predict."""
        return list(
            dict.fromkeys((run.inferred, case) for path, run in self.runs.items() for case in self.cases_of(path))
        )

    @cached_property
    def sourced(self) -> dict[str, str]:
        """What each folder below `inferred/` that starts from something starts from: a run's path, or `truth`."""
        return {each.name: each.source for each in (*self.zero_shots.values(), *self.views.values())}

    @cached_property
    def sources(self) -> list[str]:
        """The runs, by path, that others start from."""
        return sorted({*self.sourced.values()} - {TRUTH})

    def source_of(self, name: str, case: str) -> str:
        """The label map of `case` that a prediction, named by its folder, starts from."""
        source = self.sourced[name]
        return self.label(case) if source == TRUTH else f"{self.results}/predicted/{source}/{case}.nii.gz"

    @cached_property
    def families(self) -> dict[str, str]:
        """For each arm, the one with the most training patients among those that differ in nothing else."""
        return arm_families(self.settings.arms)

    @cached_property
    def augmented(self) -> list[tuple[str, str]]:
        """(preparation, augmentation) pairs that some training or search needs."""
        trained = [*self.trainings.values(), *(part.settings for part in self.search_parts.values())]
        return sorted({(t.preparation, t.augmentation) for t in trained if t.augmentation})

    @cached_property
    def prepared(self) -> list[str]:
        """Preparations that some training or search needs."""
        trained = [*self.trainings.values(), *(part.settings for part in self.search_parts.values())]
        return sorted({training.preparation for training in trained if training.preparation})

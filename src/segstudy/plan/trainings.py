"""From a study's arms to the networks that are fitted, and to the searches and caches that these need."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.config.sections.ensembles import ENSEMBLE
from segstudy.config.sections.grow import RANDOM
from segstudy.config.sections.nnunet import MODEL as NNUNET
from segstudy.config.sections.presets import chosen_transforms
from segstudy.config.sections.representations import CARTESIAN, CropSettings, PolarSettings
from segstudy.config.sections.sam2 import TUNED, ZERO_SHOT
from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import dimensions
from segstudy.plan.cases import PlannedCases
from segstudy.plan.growing import Grown, grown_name
from segstudy.plan.names import digest, hashed, start_part
from segstudy.plan.nnunet import NnunetFold, nnunet_folds, nnunet_training
from segstudy.plan.search import Part, part_path, parts_of
from segstudy.plan.teaching import PseudoLabels
from segstudy.plan.training import NnunetTraining, Training


class PlannedTrainings(PlannedCases):
    """Which networks a study fits. Paths are relative to the folder Snakemake runs in."""

    def training_of(self, arm: ArmSettings, seed: int, rounds: int | None = None) -> Training | NnunetTraining:
        """The training of an arm that has one; of an arm that is taught in rounds, after so many (None for all)."""
        if arm.model_name == NNUNET:
            return nnunet_training(arm, seed, len(self.seeds) > 1, self._start_training(arm, seed))
        assert arm.preparation is not None  # checked: only others' networks prepare volumes themselves
        settings = _without_unused(arm, self.settings.training_settings(arm))
        arguments, own = self.settings.model_arguments(arm), arm.model_arguments
        parts = [arm.model_name, arm.preparation, *([arm.augmentation] if arm.augmentation else [])]
        if arm.representation != CARTESIAN:
            parts.append(f"representation-{arm.representation}")
        tuned = self.searched_by(arm)
        if tuned:
            parts.append(f"tuned-{tuned}")
            # all that the arm says, because it wins over the answer to come even where it repeats a default
            special, built = arm.training, own
        else:
            special, built = self._special(arm, settings), arguments
        if special or built:
            parts.append(digest(special, built))
        source = self._start_training(arm, seed)
        if arm.start_from:
            parts.append(start_part(arm.start_from, source))
        pseudo = self._pseudo_labels(arm, seed, rounds)
        if pseudo:
            parts.append(f"pseudo-{digest(pseudo.hashed)}")
        if arm.mean_teacher:
            parts.append(f"mean_teacher-{digest(arm.mean_teacher.spec())}")
        if arm.training_fraction < 1:
            parts.append(f"fraction-{arm.training_fraction:g}")
        if arm.learn_from:
            parts.append(f"from-{arm.learn_from}")
        if arm.training_draw:
            parts.append(f"draw-{arm.training_draw}")
        if len(self.seeds) > 1:
            parts.append(f"seed-{seed}")
        return Training(
            learn_from=arm.learn_from,
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
            representation=self.settings.representation_settings(arm),
            start=arm.start_from,
            start_training=source,
            pseudo=pseudo,
            mean_teacher=arm.mean_teacher,
            draw=arm.training_draw,
        )

    def _pseudo_labels(self, arm: ArmSettings, seed: int, rounds: int | None) -> PseudoLabels | None:
        """What an arm is taught in a round: in the first by its teacher, then by itself after the round before."""
        chosen = arm.pseudo_labels
        if chosen is None:
            return None
        rounds = chosen.rounds if rounds is None else rounds
        if rounds == 1:
            teacher = self.training_of(next(each for each in self.settings.arms if each.name == chosen.teacher), seed)
        else:
            teacher = self.training_of(arm, seed, rounds - 1)
        return PseudoLabels(teacher.name, chosen.keep, chosen.by, chosen.passes, chosen.left_out, rounds)

    def _rounds(self, arm: ArmSettings, seed: int) -> list[Training | NnunetTraining]:
        """The trainings of an arm: of each round, where it is taught in several."""
        last = arm.pseudo_labels.rounds if arm.pseudo_labels else 1
        return [self.training_of(arm, seed, rounds) for rounds in range(1, last + 1)]

    @cached_property
    def grown(self) -> dict[str, Training]:
        """The trainings that ask whom to draw next, by name: strategy by strategy, the first round once."""
        settings = self.settings.grow
        if settings is None:
            return {}
        arm = next(each for each in self.settings.arms if each.name == self.settings.grown_arm)
        made: dict[str, Training] = {}
        for seed in self.seeds:
            whole = self.training_of(arm, seed)
            assert isinstance(whole, Training)
            for by in (RANDOM, *settings.strategies):
                previous = None
                for number in range(settings.rounds + 1):
                    part = grown_name(by, settings.start, settings.add, number)
                    chosen = Grown(by, number, settings.start + number * settings.add, previous)
                    training = replace(whole, name=f"{whole.name}.{part}", grown=chosen)
                    made.setdefault(training.name, training)
                    previous = training.name
        return made

    @cached_property
    def taught_by(self) -> dict[str, PseudoLabels]:
        """What predicts the folders below `pseudo/`."""
        made = [each.pseudo for each in self.own_trainings.values() if each.pseudo]
        asked = [each.grown.previous for each in self.grown.values() if each.grown and each.grown.asks]
        made += [PseudoLabels(previous, 1.0, "entropy", 1, False, 1) for previous in asked if previous]
        return {each.folder: each for each in made}

    def _start_training(self, arm: ArmSettings, seed: int) -> str | None:
        """The training of the arm, with the same seed, that an arm's networks begin as."""
        if arm.start_from is None or arm.start_from.arm is None:
            return None
        return self.training_of(next(each for each in self.settings.arms if each.name == arm.start_from.arm), seed).name

    def _special(self, arm: ArmSettings, settings: TrainingSettings) -> dict[str, Any]:
        """The hyper-parameters that are not the study's."""
        defaults = hashed(_without_unused(arm, self.settings.training))
        return {key: value for key, value in hashed(settings).items() if value != defaults[key]}

    def searched_by(self, arm: ArmSettings) -> str | None:
        """The search whose answer `arm` trains with; None where it has none, or one that is known."""
        return arm.tuned if arm.tuned and self.settings.tuning[arm.tuned].known is None else None

    @cached_property
    def search_parts(self) -> dict[str, Part]:
        """The parts of the searches that some arm needs, by their path below `tuned/`."""
        names = [name for arm in self.settings.arms if (name := self.searched_by(arm))]
        return parts_of(self.settings, dict.fromkeys(names), self.fold_numbers)

    def answer_of(self, training: Training, fold: int) -> str | None:
        """The folder, below `tuned/`, of the answer that `training` needs on `fold`; None without a search."""
        return training.tuned and part_path(training.tuned, self.settings.tuning[training.tuned], fold)

    @cached_property
    def trainings(self) -> dict[str, Training | NnunetTraining]:
        """The distinct trainings by name: arms that differ only after training share one."""
        fitted = [
            arm for arm in self.settings.arms if arm.is_made_here and arm.model_name not in (ENSEMBLE, *ZERO_SHOT)
        ]
        made = [each for arm in fitted for seed in self.seeds for each in self._rounds(arm, seed)]
        return {training.name: training for training in made} | self.grown

    @cached_property
    def own_trainings(self) -> dict[str, Training]:
        """Those of this project's networks."""
        return {name: each for name, each in self.trainings.items() if isinstance(each, Training)}

    @cached_property
    def nnunet_trainings(self) -> dict[str, NnunetTraining]:
        """Those of nnU-Net's."""
        return {name: each for name, each in self.trainings.items() if isinstance(each, NnunetTraining)}

    @cached_property
    def nnunet_folds(self) -> dict[str, NnunetFold]:
        """What nnU-Net's trainings are prepared with, by name.

        Raises:
            StudyError: There are any and nnU-Net is not installed.
        """
        return nnunet_folds(self.nnunet_trainings.values())

    @property
    def tuned_checkpoints(self) -> list[str | None]:
        """The checkpoints of SAM 2 that trainings begin with."""
        return [each.arguments.get("checkpoint") for each in self.own_trainings.values() if each.model == TUNED]

    @property
    def _fitted(self) -> list[Training | Part]:
        """All that fits networks of this project's."""
        return [*self.own_trainings.values(), *self.search_parts.values()]

    @cached_property
    def augmented(self) -> list[tuple[str, str]]:
        """(preparation, augmentation) pairs of copies that some training or search reads."""
        return [pair for pair in self.augmentations if not self.settings.augmentations[pair[1]].anew]

    @cached_property
    def augmentations(self) -> list[tuple[str, str]]:
        """(preparation, augmentation) pairs of some training or search; of those online, a report shows one case."""
        return sorted({(each.preparation, each.augmentation) for each in self._fitted if each.augmentation})

    def augmentation(self, name: str) -> AugmentationSettings:
        """An augmentation as a job is handed it: a preset's transforms in the place of its name."""
        settings = self.settings.augmentations[name]
        chosen = chosen_transforms(settings.preset, settings.transforms)
        if chosen and not settings.mirror_axes:
            chosen = chosen.model_copy(update={"mirror": None})
        return settings.model_copy(update={"preset": None, "transforms": chosen})

    def online(self, name: str | None) -> AugmentationSettings | None:
        """The augmentation of this name, where it changes samples anew in every epoch."""
        return self.augmentation(name) if name and self.settings.augmentations[name].anew else None

    @cached_property
    def prepared(self) -> list[str]:
        """Preparations that some training or search needs."""
        return sorted({each.preparation for each in self._fitted})

    def shown_in(self, preparation: str) -> dict[str, PolarSettings | CropSettings]:
        """The representations, by name, in which some arm's network sees this preparation; slices as they are not."""
        shown = {
            arm.representation: self.settings.representation_settings(arm)
            for arm in self.settings.arms
            if arm.preparation == preparation
        }
        return {name: settings for name, settings in shown.items() if settings is not None}


def _without_unused(arm: ArmSettings, settings: TrainingSettings) -> TrainingSettings:
    """`settings` without patches for a network for slices, which never sees one."""
    return settings.model_copy(update={"patches": None}) if dimensions(arm.model_name) == 2 else settings

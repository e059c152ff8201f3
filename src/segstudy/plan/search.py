"""From a study's searches to their parts and trials. Pure and quick, as the plan they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segstudy.config.checks.space import space_of
from segstudy.config.sections.layers import layered
from segstudy.config.sections.points import nested
from segstudy.config.sections.training import TrainingSettings
from segstudy.config.sections.tuning import SearchSettings
from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.config.sections.study import StudySettings
    from segstudy.plan.training import Training


@dataclass(frozen=True)
class Part:
    """One search on one fold's training part.

    Attributes:
        search: The search's name.
        fold: The fold.
        path: Below `tuned/`; holds its trials and its answer.
        settings: The search's.
    """

    search: str
    fold: int
    path: str
    settings: SearchSettings

    @property
    def preparation(self) -> str:
        """The preparation that its trials train on."""
        if self.settings.preparation is None:
            raise ValueError(f"{self.search} is a known answer: it has no trials")
        return self.settings.preparation

    @property
    def augmentation(self) -> str | None:
        """The offline copies that its trials train on too."""
        return self.settings.augmentation

    @property
    def scope(self) -> str:
        """`nested`, or `once`."""
        return "nested" if self.settings.scope == "nested" else "once"

    @property
    def trials(self) -> list[str]:
        """The trials' files, in order, as paths below `tuned/`."""
        return [f"{self.path}/trials/{number}.json" for number in range(self.settings.trials)]

    def earlier(self, number: int) -> list[str]:
        """The files of the trials that the trial `number` learns from: those of earlier rounds."""
        return self.trials[: number // self.settings.parallel * self.settings.parallel]


def part_path(search: str, settings: SearchSettings, fold: int) -> str:
    """Where the answer for `fold` lies, below `tuned/`."""
    return f"{search}/fold-{fold}" if settings.scope == "nested" else search


def parts_of(study: "StudySettings", searches: Iterable[str], fold_numbers: Sequence[int]) -> dict[str, Part]:
    """The parts of the named searches, by path: one a fold, or one alone where a search is made once.

    Raises:
        StudyError: There is no such fold.
    """
    parts = {}
    for name in searches:
        settings = study.tuning[name]
        folds = list(fold_numbers) if settings.scope == "nested" else [settings.scope.fold]
        for fold in folds:
            if fold not in fold_numbers:
                raise StudyError(f"config: tuning.{name}.scope.fold: there is no fold {fold} in `folds.file`")
            path = part_path(name, settings, fold)
            parts[path] = Part(name, fold, path, settings)
    return parts


def trial_settings(study: "StudySettings", search: SearchSettings) -> TrainingSettings:
    """The hyper-parameters of a search's trials where the search does not try others."""
    return TrainingSettings(**layered(study.training.model_dump(), search.training))


def marked(training: "Training", search: SearchSettings) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keys of `training:` and model arguments that a search finds, as the word `tuned`, and those that the arm says."""
    searched, arguments = nested(dict.fromkeys(space_of(search), "tuned"))
    return layered(searched, training.own["training"]), {**arguments, **training.own["arguments"]}

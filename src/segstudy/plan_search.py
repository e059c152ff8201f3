"""From a study's searches to their parts and trials. Pure and quick, as the plan they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segstudy.config.layers import layered
from segstudy.config.space import nested, plain_space, space_of
from segstudy.config.tuning import SearchSettings

if TYPE_CHECKING:
    from segstudy.config.study import StudySettings
    from segstudy.plan_training import Training


@dataclass(frozen=True)
class Part:
    """One search on one fold's training part; `path`, below `tuned/`, holds its trials and its answer."""

    search: str
    fold: int
    path: str
    settings: SearchSettings

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


def parts_of(study: "StudySettings", searches: Iterable[str]) -> dict[str, Part]:
    """The parts of the named searches, by path: one a fold, or one alone where a search is made once."""
    parts = {}
    for name in searches:
        settings = study.tuning[name]
        folds = range(study.folds.count) if settings.scope == "nested" else [settings.scope.fold]
        for fold in folds:
            path = part_path(name, settings, fold)
            parts[path] = Part(name, fold, path, settings)
    return parts


def trial_settings(study: "StudySettings", search: SearchSettings) -> dict[str, Any]:
    """The hyper-parameters of a search's trials where the search does not try others, as plain values."""
    told = layered(study.training.model_dump(), search.training)
    return type(study.training)(**told).model_dump(mode="json")


def marked(training: "Training", search: SearchSettings) -> tuple[dict[str, Any], dict[str, Any]]:
    """Hyper-parameters and model arguments of a training, with the word `tuned` where the search finds the value."""
    found, arguments = nested(dict.fromkeys(space_of(search), "tuned"))
    own = training.own
    return (
        layered(training.settings, found, own["training"]),
        {**training.arguments, **arguments, **own["arguments"]},
    )


def search_params(part: Part, number: int, seed: int) -> dict[str, Any]:
    """What a trial is told of its search, as plain values. How many trials there are is no affair of one of them."""
    return {
        "search": part.search,
        "fold": part.fold,
        "number": number,
        "earlier": len(part.earlier(number)),
        "seed": seed,
        "space": plain_space(part.settings),
        "pruning": part.settings.pruning,
        "minutes": part.settings.minutes,
    }

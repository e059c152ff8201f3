"""What the jobs that compare arms are handed."""

from dataclasses import dataclass, field

from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.config.sections.reference_results import ReferenceResults
from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class Grid(Spec):
    """The arms that one entry with `grid:` stands for.

    Attributes:
        options: of each of its items the endings, such as `+augmentation`; the plain arm has none of them.
        arms: of each arm's name, its option of each item; empty for none.
    """

    options: tuple[tuple[str, ...], ...]
    arms: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class ComparisonSpec(Spec):
    """A study as its comparison sees it.

    Attributes:
        settings: what is tested, and how.
        arms: names, in the order of the config.
        organs: names, in the order of the config.
        patients: the patient of each case.
        seed: the study's seed, for draws of patients.
        bounds: those of the arms that bound the others and are no answer of the study: oracles and controls.
        grids: what arms of a `grid:` differ in.
    """

    settings: ComparisonSettings
    arms: tuple[str, ...]
    organs: tuple[str, ...]
    patients: dict[str, str]
    seed: int
    bounds: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()

    @property
    def baseline(self) -> str:
        """The arm that the others are tested against: the first, where the study names none."""
        return self.settings.baseline or self.arms[0]

    @property
    def metrics(self) -> list[str]:
        """The metrics that are described and ranked: Dice, then those that are tested."""
        return list(dict.fromkeys(["dice", *self.settings.metrics]))


@dataclass(frozen=True)
class GrownPoint(Spec):
    """A point of a learning curve.

    Attributes:
        by: the strategy by which patients were chosen.
        round: counted from 0.
        patients: training patients of each fold.
        arm: what its rows of the metrics are called.
    """

    by: str
    round: int
    patients: int
    arm: str


@dataclass(frozen=True)
class GrowingSpec(ComparisonSpec):
    """Strategies of choosing patients, as a study whose arms are the points of their curves.

    Attributes:
        points: in the order of strategies and rounds; the first round once, as the lot's.
    """

    points: tuple[GrownPoint, ...] = ()


@dataclass(frozen=True)
class Learner(Spec):
    """An arm and how much it learned from.

    Attributes:
        arm: its name.
        family: the arm that differs from it in nothing but its share of the training patients, with the largest share.
        fraction: its share of the training patients.
        training_patients: how many it learned from, fold by fold.
        draw: which draw of patients a smaller share is.
    """

    arm: str
    family: str
    fraction: float
    training_patients: tuple[int, ...] = ()
    draw: int = 0


@dataclass(frozen=True)
class DescriptionSpec(Spec):
    """A study as its description, arm by arm, sees it.

    Attributes:
        study: what is compared.
        learners: the arms.
        reference: what a publication printed for them; None without one.
        organ_of_tissue: the organ within which each tissue is looked for.
        sources: the region-of-interest source of each arm that has another arm for one.
        unit: of lengths: `mm` or `px`.
        outside_patients: the patient of each case that is only tested on.
        sets: the data set of each case that belongs to one; None without any.
        subgroups: of each column that groups patients, the value of each patient who has one; None without any.
    """

    study: ComparisonSpec
    learners: tuple[Learner, ...] = ()
    reference: ReferenceResults | None = None
    organ_of_tissue: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    unit: str = "mm"
    outside_patients: dict[str, str] = field(default_factory=dict)
    sets: dict[str, str] | None = None
    subgroups: dict[str, dict[str, str]] | None = None

    @property
    def metrics(self) -> list[str]:
        """The metrics that are described: those of the comparison, and those that the publication has."""
        published = [metric for row in self.reference.rows.values() for metric in row] if self.reference else []
        return list(dict.fromkeys([*self.study.metrics, *published]))

"""Arms whose networks learned nothing, by a rule that the report states."""

from dataclasses import dataclass

from segstudy.config.sections.words import listing, plural
from segstudy.report.inputs import Arm, ReportInput
from segstudy.report.metric_values import means
from segstudy.tables.names import MEAN
from segstudy.tables.summary import mean_column

LEAST_DICE = 0.01
"""An organ whose mean Dice is below it counts as not found: background everywhere has 0."""
LEAST_SPECIFICITY = 0.5
"""An organ whose mean specificity is below it is drawn over most of what is not the organ: nobody looked for it."""
LEAST_FALL = 0.01
"""A training loss that ends less than this share below its first epoch's has not fallen."""
LAST = 3
"""The loss at the end is the mean of so many epochs."""
RULE = (
    f"An arm has learned nothing where no organ’s mean Dice reaches {LEAST_DICE:g} (background everywhere has 0), "
    f"where each is drawn over more than half of what it is not (mean specificity below {LEAST_SPECIFICITY:g}), or "
    f"where the training loss of none of its networks ends (mean of {LAST} epochs) {100 * LEAST_FALL:g} % below that "
    "of its first epoch."
)


@dataclass(frozen=True)
class Unlearned:
    """Why one arm did not learn: of nothing, of an organ, or in some of its networks.

    Attributes:
        arm: Its name.
        nothing: Whether it learned nothing at all, by the rule; else in part.
        why: In words.
    """

    arm: str
    nothing: bool
    why: str


def learned_nothing(inputs: ReportInput) -> list[Unlearned]:
    """In the study's order. Arms that were not trained here are left out."""
    dice = means(inputs, "dice") if len(inputs.metrics) else None
    found = []
    for arm in inputs.facts.arms:
        if not arm.trainings:
            continue
        organs: list[str] = []
        everywhere = _everywhere(inputs, arm.name)
        if everywhere and len(everywhere) == len(inputs.facts.organs):
            found.append(Unlearned(arm.name, True, f"it draws {listing(everywhere)} almost everywhere"))
            continue
        if dice is not None and arm.name in dice.index.get_level_values(0):
            own = dice.loc[arm.name].drop(index=MEAN, errors="ignore")["mean"].dropna()
            organs = list(own.index[own < LEAST_DICE])
            if len(own) and len(organs) == len(own):
                found.append(Unlearned(arm.name, True, f"no organ’s mean Dice reaches {LEAST_DICE:g}"))
                continue
        flat, networks = _flat(inputs, arm)
        if networks and flat == networks:
            found.append(Unlearned(arm.name, True, f"the training loss of {_all(networks)} did not fall"))
        elif flat:
            found.append(Unlearned(arm.name, False, f"in {flat} of {networks} networks the training loss did not fall"))
        if everywhere:
            found.append(Unlearned(arm.name, False, f"it draws {listing(everywhere)} almost everywhere"))
        if organs:
            found.append(Unlearned(arm.name, False, f"it finds next to nothing of {listing(organs)}"))
    return found


def _everywhere(inputs: ReportInput, arm: str) -> list[str]:
    """The organs that an arm draws over most of the volumes."""
    rows = inputs.summary[inputs.summary["arm"] == arm]
    columns = {organ: mean_column("specificity", organ) for organ in inputs.facts.organs}
    return [organ for organ, column in columns.items() if column in rows and (rows[column] < LEAST_SPECIFICITY).any()]


def _all(networks: int) -> str:
    return "its network" if networks == 1 else f"all {plural(networks, 'network')}"


def _flat(inputs: ReportInput, arm: Arm) -> tuple[int, int]:
    """Of how many networks the training loss did not fall, and how many have a loss of two epochs or more."""
    flat = networks = 0
    for (training, _), history in inputs.histories.items():
        if training not in arm.trainings:
            continue
        loss = history["loss"].dropna().to_numpy(float)
        if len(loss) > 1:
            networks += 1
            flat += bool(loss[1:][-LAST:].mean() > loss[0] - LEAST_FALL * abs(loss[0]))
    return flat, networks

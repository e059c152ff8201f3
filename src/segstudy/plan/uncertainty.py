"""From arms that are asked how sure they are to what answers. Pure and quick, as the plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from segstudy.config.sections.inference import InferenceSettings
from segstudy.running.errors import StudyError

if TYPE_CHECKING:
    from segstudy.plan.runs import PlannedRuns
    from segstudy.plan.training import Run, Training


@dataclass(frozen=True)
class Uncertain:
    """What predicts a folder below `uncertainty/` several times.

    Attributes:
        name: The folder's.
        trainings: One a seed.
        inference: How their networks are applied; None for the default.
        passes: How many, through each network.
        seed: What dropout is drawn from; None leaves it off.
        cases: Those it is asked of.
        measured: Those of them that have a label map.
        asked: The (arm, seeds) that ask for it.
    """

    name: str
    trainings: tuple["Training", ...]
    inference: InferenceSettings | None
    passes: int
    seed: int | None
    cases: tuple[str, ...]
    measured: tuple[str, ...]
    asked: list[tuple[str, str]] = field(default_factory=list)


def uncertain_predictions(plan: "PlannedRuns") -> dict[str, Uncertain]:
    """All that the study's arms ask for, by name; arms that differ only in post-processing share theirs.

    Raises:
        StudyError: Only cases without a label map could be asked, and there is none.
    """
    asking = {arm.name: arm.uncertainty for arm in plan.settings.arms if arm.uncertainty}
    predictions: dict[str, Uncertain] = {}
    for arm, name in asking.items():
        runs = [run for run in plan.runs.values() if run.arm == arm]
        several = plan.settings.uncertainties[name].method == "seed_ensemble"
        for members in [runs] if several else [[run] for run in runs]:
            made = _uncertain(plan, name, members)
            seeds = "+".join(str(run.seed) for run in members)
            predictions.setdefault(made.name, made).asked.append((arm, seeds))
    return predictions


def _uncertain(plan: "PlannedRuns", name: str, runs: Sequence["Run"]) -> Uncertain:
    settings = plan.settings.uncertainties[name]
    labelled = set(plan.measured)
    cases, unlabelled = plan.predicted, [case for case in plan.predicted if case not in labelled]
    dropout = settings.method == "mc_dropout"
    if settings.method == "fold_ensemble":
        if not unlabelled:
            raise StudyError(
                f"config: uncertainties.{name}: every case has a label map, from which all networks but one learned; "
                "choose mc_dropout or seed_ensemble"
            )
        cases = unlabelled
    return Uncertain(
        name=f"{runs[0].inferred}.{name}",
        trainings=tuple(plan.own_trainings[run.training or ""] for run in runs),
        inference=plan.inferred[runs[0].inferred or ""].inference,
        passes=settings.passes if dropout else 1,
        seed=runs[0].seed if dropout else None,
        cases=tuple(cases),
        measured=tuple(case for case in cases if case in labelled),
    )


def recorded_uncertainty(plan: "PlannedRuns", run: "Run") -> dict[str, Any] | None:
    """How sure the networks of `run` are of a new scan is found by so many passes through each; None where not asked.

    Plain values: `passes`, and `seed` of dropout (None leaves it off). Of a new scan all folds' networks are asked.
    """
    name = next(arm.uncertainty for arm in plan.settings.arms if arm.name == run.arm)
    if name is None:
        return None
    settings = plan.settings.uncertainties[name]
    dropout = settings.method == "mc_dropout"
    return {"passes": settings.passes if dropout else 1, "seed": run.seed if dropout else None}

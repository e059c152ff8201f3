"""From arms that are asked how sure they are to what answers. Pure and quick, as the plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from segstudy.errors import StudyError

if TYPE_CHECKING:
    from segstudy.plan import Plan, Run, Training


@dataclass(frozen=True)
class Uncertain:
    """What predicts a folder below `uncertainty/` several times: `name` is the folder's.

    trainings: one a seed. inference: how their networks are applied, as plain values. passes: through each network.
    seed: what dropout is drawn from; none leaves it off. cases: those it is asked of; measured: those of them that
    have a label map. asked: the (arm, seeds) that ask for it.
    """

    name: str
    trainings: tuple["Training", ...]
    inference: dict[str, Any] | None
    passes: int
    seed: int | None
    cases: tuple[str, ...]
    measured: tuple[str, ...]
    asked: list[tuple[str, str]] = field(default_factory=list)


def uncertain_predictions(plan: "Plan") -> dict[str, Uncertain]:
    """All that the study's arms ask for, by name; arms that differ only in post-processing share theirs.

    Raises StudyError where only cases without a label map could be asked, and there is none.
    """
    chosen = {arm.name: arm.uncertainty for arm in plan.settings.arms if arm.uncertainty}
    found: dict[str, Uncertain] = {}
    for arm, name in chosen.items():
        runs = [run for run in plan.runs.values() if run.arm == arm]
        several = plan.settings.uncertainties[name].method == "seed_ensemble"
        for members in [runs] if several else [[run] for run in runs]:
            made = _uncertain(plan, name, members)
            seeds = "+".join(str(run.seed) for run in members)
            found.setdefault(made.name, made).asked.append((arm, seeds))
    return found


def _uncertain(plan: "Plan", name: str, runs: Iterable["Run"]) -> Uncertain:
    settings, runs = plan.settings.uncertainties[name], list(runs)
    cases, unlabelled = list(plan.cases), [case for case in plan.cases if case not in plan.labelled]
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
        trainings=tuple(plan.trainings[run.training] for run in runs),
        inference=plan.inferred[runs[0].inferred][1],
        passes=settings.passes if dropout else 1,
        seed=runs[0].seed if dropout else None,
        cases=tuple(cases),
        measured=tuple(case for case in cases if case in plan.labelled),
    )


def recorded_uncertainty(plan: "Plan", run: "Run") -> dict[str, Any] | None:
    """How sure the networks of `run` are of a new scan is found by so many passes through each; None where not asked.

    Plain values: `passes`, and `seed` of dropout (None leaves it off). Of a new scan all folds' networks are asked.
    """
    name = next(arm.uncertainty for arm in plan.settings.arms if arm.name == run.arm)
    if name is None:
        return None
    settings = plan.settings.uncertainties[name]
    dropout = settings.method == "mc_dropout"
    return {"passes": settings.passes if dropout else 1, "seed": run.seed if dropout else None}

"""What the jobs of the comparison are handed."""

from typing import TYPE_CHECKING

from segstudy.comparison.spec import ComparisonSpec, DescriptionSpec, Grid, Learner
from segstudy.config.sections.arms import is_bound
from segstudy.plan.region_sources import region_sources
from segstudy.plan.specs.arms import segmenting_arms
from segstudy.plan.specs.cases import patients

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def comparison_spec(plan: "Plan") -> ComparisonSpec:
    """The study as its tests see it."""
    return ComparisonSpec(
        settings=plan.settings.comparisons,
        arms=tuple(segmenting_arms(plan)),
        organs=tuple(plan.organs),
        patients=patients(plan),
        seed=plan.settings.seed,
        bounds=tuple(arm.name for arm in plan.settings.arms if is_bound(arm)),
        grids=tuple(Grid(options, arms) for options, arms in plan.settings.grids),
    )


def description_spec(plan: "Plan") -> DescriptionSpec:
    """The study as its description, arm by arm, sees it."""
    shares = {(arm.training_fraction, arm.learn_from, arm.training_draw) for arm in plan.settings.arms}
    learned = {share: training_patients(plan, *share) for share in shares}
    study = comparison_spec(plan)
    return DescriptionSpec(
        study=study,
        learners=tuple(
            Learner(
                arm.name,
                plan.families[arm.name],
                arm.training_fraction,
                learned[arm.training_fraction, arm.learn_from, arm.training_draw],
                arm.training_draw,
            )
            for arm in plan.settings.arms
            if arm.name in study.arms
        ),
        reference=plan.settings.reference_results,
        organ_of_tissue={name: tissue.organ for name, tissue in plan.settings.tissues.items()},
        sources=region_sources(plan.settings),
        unit=plan.unit,
        sets=dict(plan.set_of) or None,
        subgroups=plan.subgroups or None,
        outside_patients={name: plan.cases[name].patient for name in plan.outside},
    )


def training_patients(plan: "Plan", fraction: float, learn_from: str | None = None, draw: int = 0) -> tuple[int, ...]:
    """How many patients an arm with this share of the training patients, of one set or of all, learns from by fold."""
    return tuple(
        len({plan.cases[case].patient for case in plan.split(fold, fraction, learn_from, draw)[0]})
        for fold in plan.fold_numbers
    )

"""The files that only the report reads: caches of the one case whose preparation it shows."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segstudy.plan.plan import Plan


def example_stems(plan: "Plan") -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Where the caches of the example case lie.

    Returns:
        Stems by preparation, and by (preparation, augmentation).
    """
    case = plan.example_case
    prepared = {name: plan.path(f"prepared/{name}/{case}") for name in plan.prepared}
    augmented = {pair: plan.path(f"augmented/{'/'.join(pair)}/{case}") for pair in plan.augmentations}
    return prepared, augmented


def example_files(plan: "Plan") -> list[str]:
    """The files of those caches."""
    prepared, augmented = (stems.values() for stems in example_stems(plan))
    caches = [f"{stem}.{kind}.b2nd" for stem in [*prepared, *augmented] for kind in ("image", "label")]
    return caches + [f"{stem}.grid.json" for stem in prepared]


def published_statistics(plan: "Plan") -> dict[str, str]:
    """The tests of a published protocol, where the study repeats one: beside statistics.csv, never in it."""
    repeated = plan.settings.comparisons.protocol == "published"
    return {"published": plan.path("statistics_published.csv")} if repeated else {}

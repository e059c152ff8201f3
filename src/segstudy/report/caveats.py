"""What stands beside every verdict: what folds, seeds and the choice of a winner do to it."""

from segstudy.config.sections.words import listing, plural
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import drawn, measure
from segstudy.tables.metrics import metric_of


def caveats(inputs: ReportInput) -> list[str]:
    """Sentences on what the tests of this study do not see; empty where no network was trained."""
    settings = inputs.facts.settings
    if not any(arm.trainings for arm in inputs.facts.arms):
        return []
    said = []
    folds = inputs.folds["fold"].nunique()
    if folds > 2:
        said.append(
            f"The networks of any two of the {folds} folds share {100 * (folds - 2) / (folds - 1):.0f} % of their "
            "training patients, so that patients of different folds are not quite independent: every p is somewhat too "
            "small, and every interval too narrow."
        )
    if settings.seeds == 1:
        said.append(
            "Each network was trained once: one draw of training’s chance. The tests compare these networks, and do "
            "not say how far another seed would move a difference."
        )
    else:
        said.append(
            f"Each network was trained with {plural(settings.seeds, 'seed')}, which are averaged before anything is "
            "tested: what is left of training’s chance is within the spread of patients."
        )
        said += _of_training(inputs)
    return said


def _of_training(inputs: ReportInput) -> list[str]:
    """How much of each arm's difference from the baseline is training's chance, on the primary metric."""
    metric = inputs.facts.settings.comparisons.primary_metric
    table = inputs.further.components
    rows = table[table["metric"] == metric].to_dict("records")
    if not rows:
        return []
    shares = [
        f"{100 * row['training_share']:.0f} % for {row['arm']} (standard deviations: patients "
        f"{drawn(row['sd_patient'])}, folds {drawn(row['sd_fold'])}, seeds {drawn(row['sd_seed'])}, the rest of a "
        f"patient with a network {drawn(row['sd_rest'])}; standard error of the difference, if all were drawn anew, "
        f"{drawn(row['standard_error'])})"
        for row in rows
    ]
    return [f"Of the uncertainty of the difference from {rows[0]['other']}, training’s chance is {listing(shares)}."]


def flattery(inputs: ReportInput, metric: str) -> str:
    """By how much the best arm's mean is flattered by its choice; empty where arms were not ranked."""
    ranks = inputs.further.ranks
    own = ranks[ranks["metric"] == metric]
    racing = own[own["p_best"].notna()]
    if len(racing) < 2:
        return ""
    optimism = float(own["optimism"].iloc[0])
    first = racing.sort_values("p_best", ascending=False, kind="stable").iloc[0]
    least = 10.0 ** -metric_of(metric).decimals
    much = f"about {measure(optimism, metric, unit=True)}"
    if abs(optimism) < least:
        much = f"less than {measure(least, metric, unit=True)}"
    return (
        f"The best of {len(racing)} arms is flattered by being picked: with other patients its mean would be {much} "
        f"worse (bootstrap over patients), and in {100 * first['p_best']:.0f} % of the resamples {first['arm']} has "
        "the best mean."
    )

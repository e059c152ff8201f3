"""Functions that choose inputs and parameters of uncertainty, and of the tables that tell whether it knows errors."""

from segstudy.plan_uncertainty import uncertain_predictions

try:
    uncertain = uncertain_predictions(plan)
except StudyError as error:
    sys.exit(f"{error}")


def uncertain_networks(kind):
    """The networks that predict a case again and again (`weights.safetensors` or `model.yaml`)."""

    def files(wildcards):
        folds = prediction_folds(wildcards.case)
        return [
            results(f"trained/{training.name}/fold-{fold}/{kind}")
            for training in uncertain[wildcards.uncertain].trainings
            for fold in folds
        ]

    return files


def uncertain_prepared(kind):
    """The prepared scan of a case (`image.b2nd`), or its grid (`grid.json`)."""

    def file(wildcards):
        training = uncertain[wildcards.uncertain].trainings[0]
        return results(f"prepared/{training.preparation}/{wildcards.case}.{kind}")

    return file


def uncertain_params(wildcards):
    """How a case is predicted again and again, as plain values."""
    each = uncertain[wildcards.uncertain]
    settings = each.trainings[0].settings
    return {
        "threads": settings["threads"],
        "batch": settings["batch"],
        "inference": each.inference,
        "passes": each.passes,
        "seed": each.seed,
    }


def measured_uncertainty():
    """(arm, seeds, fold, case, file) of every measured case, arms in the study's order."""
    order = [arm.name for arm in plan.settings.arms]
    rows = [
        [arm, seeds, plan.folds[case], case, name]
        for name, each in uncertain.items()
        for arm, seeds in each.asked
        for case in each.measured
    ]
    rows.sort(key=lambda row: (order.index(row[0]), row[1], row[2], row[3]))
    return [
        [*row[:4], results(f"uncertainty/{row[4]}/{row[3]}/measured.json")]
        for row in rows
    ]


UNCERTAINTY_TABLES = [
    "uncertainty",
    "uncertainty_summary",
    "calibration",
    "retained_dice",
]


def uncertainty_tables():
    """The tables of a study that measures uncertainty anywhere; of another none."""
    if not measured_uncertainty():
        return []
    return [results(f"{name}.csv") for name in UNCERTAINTY_TABLES]


def uncertainty_maps(name):
    """The files of one map (or `labels`) of every case that it is asked of."""
    return [
        results(f"uncertainty/{each.name}/{case}/{name}.nii.gz")
        for each in uncertain.values()
        for case in each.cases
    ]

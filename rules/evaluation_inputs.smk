"""Functions that choose inputs and parameters of tissues, and of sets that are only tested on."""


def tissue_params(wildcards):
    """What is measured, as plain values; cases with the organs somebody drew."""
    run = plan.runs[wildcards.run]
    return {
        "arm": run.arm,
        "seed": run.seed,
        "cases": [[case, plan.annotated(case)] for case in plan.labelled],
        "tissues": {
            name: settings.model_dump(mode="json")
            for name, settings in plan.settings.tissues.items()
        },
        "organs": dict(plan.organs),
    }


def tissue_tables():
    """The tables of all runs; none where no tissue is asked for."""
    if not plan.settings.tissues:
        return []
    return [results(f"tissues/{run}.csv") for run in plan.runs]


def evaluated_outside(name):
    """(run, case) of a set that is only tested on, for the arms that predict it."""
    return [
        (run, case)
        for run in plan.runs
        for case in plan.cases_of(run)
        if plan.outside.get(case) == name
    ]


def outside_tables():
    """The metrics of all sets that are only tested on."""
    return [results(f"evaluated_on/{name}.csv") for name in plan.settings.evaluate_on]

"""The study's plan, and functions that choose inputs, parameters and resources for rules."""

import os
import re
import sys
from functools import cache
from pathlib import Path

from segstudy.clock import clock_advice
from segstudy.config.doubles import check_doubles
from segstudy.correction.names import modules_of
from segstudy.errors import StudyError
from segstudy.group_check import check_groups_in_one_pass
from segstudy.killed import killed_advice
from segstudy.models.registry import model_module
from segstudy.plan import Plan
from segstudy.plan_uncertainty import recorded_uncertainty
from segstudy.sources import fingerprint

check_groups_in_one_pass()

try:
    check_doubles(workflow.overwrite_configfiles or ["config.yaml"])
    plan = Plan(config)
except StudyError as error:
    # For the person who wrote the configuration: the message alone.
    sys.exit(f"{error}")

STAGES = [
    "cases",
    "correction",
    "preparation",
    "augmentation",
    "tuning",
    "training",
    "prediction",
    "postprocessing",
    "evaluation",
    "comparison",
    "report",
]

# The stages whose files are results; those of the others are made again when they are needed.
LEFT = ["cases", "training", "postprocessing", "evaluation", "comparison", "report"]


def one_of(names):
    """What a wildcard matches that stands for one of `names`; a dash, which nothing is called, where there is none."""
    return "|".join(re.escape(name) for name in names) or "-"


wildcard_constraints:
    case="[^/]+",
    preparation="[^/]+",
    augmentation="[^/]+",
    training="[^/]+",
    fold=r"\d+",
    run=one_of(plan.runs),
    part=one_of(plan.search_parts),
    trial=r"\d+",


def results(path):
    """`path` inside the study's folder."""
    return f"{plan.results}/{path}"


@cache
def code(script, *modules):
    """Fingerprint of a script and the package modules it uses; a parameter of the rule that runs it."""
    return fingerprint(f"{workflow.basedir}/workflow/scripts/{script}", *modules)


def per_case(pattern, cases):
    """`pattern`, a path inside the study's folder, for each case."""
    return [results(pattern.format(case=case)) for case in cases]


def once_usable(pattern):
    """The mark that no case is bad, for as long as `pattern`, a path inside the study's folder, is not there.

    What is there already does not wait for the mark: where an ancient input is about to be made again,
    Snakemake overlooks every other reason to run a job, such as a changed parameter.
    """

    def mark(wildcards):
        made = Path(results(pattern.format(**wildcards)))
        return [] if made.exists() else ancient(results("stages/usable"))

    return mark


def size_mb(files):
    """Size of `files` together, in MiB; Snakemake's own way starts an event loop for each job."""
    return sum(os.stat(file).st_size for file in files) / 2**20


def memory(base_mb, factor=0):
    """Memory of a job: `base_mb`, and `factor` times its input, half as much again at each further attempt."""

    def mem_mb(wildcards, input, attempt):
        size = size_mb(input) if factor else 0
        return int((base_mb + factor * size) * (1 + 0.5 * (attempt - 1)))

    return mem_mb


def minutes(base, factor=0):
    """Runtime of a job: `base`, and `factor` minutes for each GB of input, twice as much at each attempt."""

    def runtime(wildcards, input, attempt):
        size = size_mb(input) / 1000 if factor else 0
        return max(1, round((base + factor * size) * 2 ** (attempt - 1)))

    return runtime


def can_be_read(file):
    """Whether `file` is one, and this user may read it."""
    return os.path.isfile(file) and os.access(file, os.R_OK)


def usable(file):
    """`file`, a case's own; where it cannot be read, the mark that no case is bad, which then never comes.

    Snakemake would call it a missing input and plan nothing, so that nobody would be told of the other bad cases.
    """
    made = plan.phantom_reference is not None or file.startswith(f"{plan.results}/")
    return file if made or can_be_read(file) else results("stages/usable")


def handed_out(case):
    """The files of a case that a study did not make itself; not all need be there."""
    if plan.pictures:
        return [case.picture, *plan.masks[case.name]]
    if plan.phantom_reference is not None:
        return []
    return [file for file in (case.image, case.label) if file]


def scan_of(wildcards):
    """The scan of a case."""
    return usable(plan.cases[wildcards.case].image)


def case_files(wildcards):
    """The files of a case that can be read or will be made; what else there is, is the inspection's to say."""
    case = plan.cases[wildcards.case]
    made = plan.phantom_reference is not None
    files = {"image": case.image, "label": case.label}
    return {
        key: file for key, file in files.items() if file and (made or can_be_read(file))
    }


def inspection_params(wildcards):
    """What an inspection is told of a case, as plain values."""
    case = plan.cases[wildcards.case]
    return {
        "case": case.name,
        "patient": case.patient,
        "image": case.image,
        "label": case.label,
        "annotated": list(case.annotated) if case.annotated is not None else None,
    }


def label_of(wildcards):
    """The label map of a case that trainings and metrics use."""
    return usable(plan.label(wildcards.case))


def prediction_folds(case):
    """The folds whose networks predict a case: the one that held it out, or all for a case with no labels."""
    return [plan.folds[case]] if case in plan.folds else list(plan.fold_numbers)


def prediction_weights(kind):
    """The networks that predict a case (`weights.safetensors` or `model.yaml`)."""

    def files(wildcards):
        folds = prediction_folds(wildcards.case)
        training, _ = plan.inferred[wildcards.inferred]
        return [
            results(f"trained/{training.name}/fold-{fold}/{kind}") for fold in folds
        ]

    return files


def prediction_prepared(kind):
    """The prepared scan of a case (`image.b2nd`), or its grid (`grid.json`), that a network is shown."""

    def file(wildcards):
        training, _ = plan.inferred[wildcards.inferred]
        return results(f"prepared/{training.preparation}/{wildcards.case}.{kind}")

    return file


def prediction_params(wildcards):
    """How a case is predicted, as plain values."""
    training, inference = plan.inferred[wildcards.inferred]
    told = {
        "threads": training.settings["threads"],
        "batch": training.settings["batch"],
        "inference": inference,
    }
    if training.representation:
        told["representation"] = training.representation
    return told


def raw_prediction(wildcards):
    """What the network of a run says of a case, before any post-processing."""
    return results(
        f"inferred/{plan.runs[wildcards.run].inferred}/{wildcards.case}.nii.gz"
    )


def postprocessing_params(wildcards):
    """The post-processing steps of a run's arm; none leaves its predictions as they are."""
    name = plan.runs[wildcards.run].postprocessing
    return plan.settings.postprocessings[name].model_dump(mode="json") if name else None


def evaluation_params(wildcards):
    """What is measured, as plain values: one function for all, because there is a job for each arm and case."""
    run, case = plan.runs[wildcards.run], wildcards.case
    told = {
        "arm": run.arm,
        "seed": run.seed,
        # of no fold: all folds' networks together predict what none of them saw
        "fold": plan.folds.get(case, -1),
        "unit": plan.unit,
    }
    return {**told, "annotated": plan.annotated(case)}


def recorded_arms():
    """What it takes to use the study's arms on new scans, as plain values."""
    runs = []
    for run in plan.runs.values():
        if run.training is None or run.inferred in plan.views:
            continue  # it takes another arm's prediction, or several arms', which a new scan has none of
        steps = None
        if run.postprocessing:
            settings = plan.settings.postprocessings[run.postprocessing]
            steps = {
                "name": run.postprocessing,
                "settings": settings.model_dump(mode="json"),
            }
        told = {key: getattr(run, key) for key in ("path", "arm", "seed", "training")}
        told["inference"] = plan.inferred[run.inferred][1]
        told["uncertainty"] = recorded_uncertainty(plan, run)
        runs.append({**told, "postprocessing": steps})
    phantom = plan.phantom_reference is not None
    return {"study": plan.settings.study, "phantom": phantom, "runs": runs}


def correction_code(script, applied=False):
    """Fingerprint of a correction script with the methods it runs: all that are compared, or the one used."""
    settings = plan.settings.correction
    if applied:
        return code(script, *modules_of({settings.method} - {"best"}))
    return code(script, *modules_of(plan.compared_methods))


def model_code(wildcards):
    """Fingerprint of the training code with the one model it fits."""
    return code("train.py", model_module(plan.trainings[wildcards.training].model))


def published_statistics():
    """The tests of a published protocol, where the study repeats one: beside statistics.csv, never in it."""
    if plan.settings.comparisons.protocol != "published":
        return {}
    return {"published": results("statistics_published.csv")}


def pictured():
    """Where the caches of the one case lie whose preparation and augmentation the report shows."""
    case = plan.pictured_case
    return {
        "case": case,
        "prepared": {
            name: results(f"prepared/{name}/{case}") for name in plan.prepared
        },
        "augmented": [
            [preparation, name, results(f"augmented/{preparation}/{name}/{case}")]
            for preparation, name in plan.augmented
        ],
    }


def pictured_files():
    """The files of those caches."""
    told = pictured()
    prepared, augmented = told["prepared"].values(), [
        row[2] for row in told["augmented"]
    ]
    caches = [
        f"{stem}.{kind}.b2nd"
        for stem in [*prepared, *augmented]
        for kind in ("image", "label")
    ]
    return caches + [f"{stem}.grid.json" for stem in prepared]


def report_params():
    """What the report is told of the study besides the files it reads, as plain values."""
    first = {run.arm: run for run in reversed(plan.runs.values())}
    told = {
        "name",
        "model",
        "preparation",
        "augmentation",
        "postprocessing",
        "tuned",
        "training_fraction",
    }
    learned = {
        fraction: [
            len({plan.cases[case].patient for case in plan.split(fold, fraction)[0]})
            for fold in plan.fold_numbers
        ]
        for fraction in {arm.training_fraction for arm in plan.settings.arms}
    }
    arms = [
        {
            **arm.model_dump(mode="json", include=told),
            "family": plan.families[arm.name],
            "training_patients": learned[arm.training_fraction],
            "training": [
                run.training
                for run in plan.runs.values()
                if run.arm == arm.name and run.training
            ],
            "inferred": [
                run.inferred for run in plan.runs.values() if run.arm == arm.name
            ],
            **plan.told_of(first[arm.name]),
        }
        for arm in plan.settings.arms
    ]
    files = {
        case: {
            "image": plan.cases[case].image,
            "reference": plan.label(case),
            "handed_out": plan.cases[case].label,
        }
        for case in plan.labelled
    }
    return {
        "results": plan.results,
        "config": plan.settings.model_dump(mode="json"),
        "arms": arms,
        "files": files,
        "pictured": pictured(),
        "predictions": [
            [arm, case, results(f"predicted/{run.path}/{case}.nii.gz")]
            for arm, run in first.items()
            for case in files
        ],
    }

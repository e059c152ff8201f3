"""A segmentation study, from a folder of CT scans and label maps to a tested comparison of arms."""

from snakemake.utils import min_version

min_version("9.27")


# A study file given with --configfile is whole in itself; merging the default into it would mix two studies.
if not workflow.overwrite_configfiles:

    configfile: "config.yaml"


include: "rules/common.smk"


# In the order of a study.
RULES = [
    "images2d",
    "dicom",
    "cases",
    "correction",
    "preparation",
    "ceilings",
    "augmentation",
    "tuning",
    "pseudo_labels",
    "training",
    "nnunet",
    "sam2",
    "prediction",
    "ensembles",
    "postprocessing",
    "given",
    "uncertainty",
    "tissues",
    "nsd",
    "centers",
    "evaluation",
    "outside_folds",
    "audit",
    "growing",
    "comparison",
    "report",
    "tracking",
]
read = files_to_read(project / "rules", RULES, sys.argv, in_job=in_job)

for name in read:

    include: f"rules/{name}.smk"


plan_once_a_rule(workflow)


# Every file's seal in one file a folder: before jobs run, what an interrupted run left; then what this one made.
onstart:
    check_no_arrays(workflow)
    keep(say_offer, record_study, seals.remember, seals.gather, hand_over_cases)


onsuccess:
    keep(
        seals.gather,
        partial(remove_silent_logs, plan.results),
        partial(take_back, plan),
    )


onerror:
    keep(seals.gather, partial(take_back, plan))
    for file in log if isinstance(log, list) else [log]:
        tell_failure(file)


# The stages: each is a target by its name, and what `--until` takes.
localrules:
    all,
    cases,
    correction,
    preparation,
    ceilings,
    augmentation,
    tuning,
    training,
    prediction,
    postprocessing,
    evaluation,
    audit,
    comparison,
    report,


if read == RULES:

    rule all:
        default_target: True
        input:
            [results(f"stages/{stage}") for stage in STAGES],
            # What a stage leaves, too: a file that was lost is made again, though the mark of its stage is there.
            [file for stage in LEFT for file in getattr(rules, stage).input],

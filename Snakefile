"""A segmentation study, from a folder of CT scans and label maps to a tested comparison of arms."""

from snakemake.utils import min_version

min_version("9.27")


# A study file given with --configfile is whole in itself; merging the default into it would mix two studies.
if not workflow.overwrite_configfiles:

    configfile: "config.yaml"


include: "rules/common.smk"
include: "rules/images2d.smk"
include: "rules/dicom.smk"
include: "rules/cases.smk"
include: "rules/correction.smk"
include: "rules/preparation.smk"
include: "rules/ceilings.smk"
include: "rules/augmentation.smk"
include: "rules/tuning.smk"
include: "rules/pseudo_labels.smk"
include: "rules/training.smk"
include: "rules/nnunet.smk"
include: "rules/sam2.smk"
include: "rules/prediction.smk"
include: "rules/ensembles.smk"
include: "rules/postprocessing.smk"
include: "rules/given.smk"
include: "rules/uncertainty.smk"
include: "rules/tissues.smk"
include: "rules/nsd.smk"
include: "rules/centers.smk"
include: "rules/evaluation.smk"
include: "rules/outside_folds.smk"
include: "rules/audit.smk"
include: "rules/growing.smk"
include: "rules/comparison.smk"
include: "rules/report.smk"
include: "rules/tracking.smk"


plan_once_a_rule(workflow)


# Every file's seal in one file a folder: before jobs run, what an interrupted run left; then what this one made.
onstart:
    check_no_arrays(workflow)
    keep(say_offer, record_study, seals.remember, seals.gather)


onsuccess:
    keep(seals.gather, partial(remove_silent_logs, plan.results))


onerror:
    keep(seals.gather)
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


rule all:
    default_target: True
    input:
        [results(f"stages/{stage}") for stage in STAGES],
        # What a stage leaves, too: a file that was lost is made again, though the mark of its stage is there.
        [file for stage in LEFT for file in getattr(rules, stage).input],

"""A segmentation study, from a folder of CT scans and label maps to a tested comparison of arms."""

from snakemake.utils import min_version

min_version("9.27")


# A study file given with --configfile is whole in itself; merging the default into it would mix two studies.
if not workflow.overwrite_configfiles:

    configfile: "config.yaml"


include: "rules/common.smk"
include: "rules/fitting.smk"
include: "rules/pictures_inputs.smk"
include: "rules/pictures.smk"
include: "rules/cases.smk"
include: "rules/correction.smk"
include: "rules/preparation.smk"
include: "rules/augmentation.smk"
include: "rules/tuning.smk"
include: "rules/training.smk"
include: "rules/nnunet_inputs.smk"
include: "rules/nnunet.smk"
include: "rules/sam2_inputs.smk"
include: "rules/sam2.smk"
include: "rules/prediction.smk"
include: "rules/ensembles_inputs.smk"
include: "rules/ensembles.smk"
include: "rules/postprocessing.smk"
include: "rules/uncertainty_inputs.smk"
include: "rules/uncertainty.smk"
include: "rules/evaluation_inputs.smk"
include: "rules/tissues.smk"
include: "rules/centers_inputs.smk"
include: "rules/centers.smk"
include: "rules/evaluation.smk"
include: "rules/comparison.smk"
include: "rules/report.smk"
include: "rules/unfinished.smk"
include: "rules/tracking.smk"


# Snakemake says how a job ended; what a person can do about it, this says.
onerror:
    for file in log if isinstance(log, list) else [log]:
        print(killed_advice(file), clock_advice(file), file=sys.stderr)
        report_what_there_is(file)


# The stages: each is a target by its name, and what `--until` takes.
localrules:
    all,
    cases,
    correction,
    preparation,
    augmentation,
    tuning,
    training,
    prediction,
    postprocessing,
    evaluation,
    comparison,
    report,


rule all:
    default_target: True
    input:
        [results(f"stages/{stage}") for stage in STAGES],
        # What a stage leaves, too: a file that was lost is made again, though the mark of its stage is there.
        [file for stage in LEFT for file in getattr(rules, stage).input],

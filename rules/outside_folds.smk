"""Predict sets that are only tested on by each fold's network alone, beside all folds' mean, and measure them so."""

from segstudy.plan.inputs.ensembles import member_files
from segstudy.plan.inputs.outside_folds import (
    files_by_fold,
    inferred_by_fold,
    network_of,
    raw_by_fold,
    runs_by_fold,
    source_of,
    tables_by_fold,
)
from segstudy.plan.inputs.prediction import prepared
from segstudy.plan.modules import applied_modules, averaged_modules
from segstudy.plan.specs.arms import segmenting_arms
from segstudy.plan.specs.comparison import description_spec
from segstudy.plan.specs.evaluation import evaluation_spec, postprocessing_spec
from segstudy.plan.specs.prediction import ensemble_spec, prediction_spec
from segstudy.tables.metrics import metric_modules

if runs_by_fold(plan):

    use rule predict_case as predict_outside_case with:
        input:
            weights=lambda w: network_of(
                plan, w.inferred, w.fold, "weights.safetensors"
            ),
            models=lambda w: network_of(plan, w.inferred, w.fold, "model.yaml"),
            image=lambda w: prepared(plan, w.inferred, w.case, "image.b2nd"),
            grid=lambda w: prepared(plan, w.inferred, w.case, "grid.json"),
            scan=lambda w: scan(plan, w.case),
            source=lambda w: source_of(plan, w.inferred, w.case),
        output:
            labels=results("inferred_by_fold/fold-{fold}/{inferred}/{case}.nii.gz"),
            cost=results("inferred_by_fold/fold-{fold}/{inferred}/{case}.cost.json"),
        log:
            results("logs/predict_outside_case/fold-{fold}/{inferred}/{case}.log"),
        wildcard_constraints:
            inferred=one_of(
                name for name in inferred_by_fold(plan) if name not in plan.views
            ),
        params:
            folds=lambda w: [int(w.fold)],
            spec=lambda w: prediction_spec(plan, w.inferred).to_plain(),
            code=lambda w: code("predict_case.py", *applied_modules(plan, w.inferred)),
        message:
            "Predicting {wildcards.case} with {wildcards.inferred} of fold {wildcards.fold} alone"

    # By itself, as `predict_viewed_case` is.
    use rule predict_outside_case as predict_viewed_outside_case with:
        wildcard_constraints:
            inferred=one_of(plan.views),

    use rule predict_nnunet_case as predict_nnunet_outside_case with:
        input:
            weights=lambda w: network_of(
                plan, w.inferred, w.fold, "weights.safetensors"
            ),
            models=lambda w: network_of(plan, w.inferred, w.fold, "model.yaml"),
            scan=lambda w: scan(plan, w.case),
        output:
            labels=results("inferred_by_fold/fold-{fold}/{inferred}/{case}.nii.gz"),
            cost=results("inferred_by_fold/fold-{fold}/{inferred}/{case}.cost.json"),
        log:
            results("logs/predict_outside_case/fold-{fold}/{inferred}/{case}.log"),
        params:
            folds=lambda w: [int(w.fold)],
            code=code("predict_nnunet_case.py"),
        message:
            "nnU-Net predicts {wildcards.case} with {wildcards.inferred} of fold {wildcards.fold} alone"

    use rule predict_ensemble_case as predict_ensemble_outside_case with:
        input:
            scan=lambda w: scan(plan, w.case),
            members=lambda w: member_files(plan, w.inferred, w.case, int(w.fold)),
        output:
            labels=results("inferred_by_fold/fold-{fold}/{inferred}/{case}.nii.gz"),
            cost=results("inferred_by_fold/fold-{fold}/{inferred}/{case}.cost.json"),
        log:
            results("logs/predict_outside_case/fold-{fold}/{inferred}/{case}.log"),
        params:
            spec=lambda w: ensemble_spec(
                plan, w.inferred, w.case, int(w.fold)
            ).to_plain(),
            code=lambda w: code(
                "predict_ensemble_case.py", *averaged_modules(plan, w.inferred)
            ),
        message:
            "Predicting {wildcards.case} with {wildcards.inferred} of fold {wildcards.fold} alone"

    use rule postprocess_case as postprocess_outside_case with:
        input:
            lambda w: raw_by_fold(plan, w.run, w.fold, w.case),
        output:
            results("predicted_by_fold/fold-{fold}/{run}/{case}.nii.gz"),
        log:
            results("logs/postprocess_outside_case/fold-{fold}/{run}/{case}.log"),
        wildcard_constraints:
            run=one_of(runs_by_fold(plan)),
        message:
            "Finishing the prediction of {wildcards.case} for arm {wildcards.run}, fold {wildcards.fold} alone"

    use rule evaluate_case as evaluate_outside_case with:
        input:
            prediction=results("predicted_by_fold/fold-{fold}/{run}/{case}.nii.gz"),
            reference=lambda w: label(plan, w.case),
        output:
            results("evaluated_by_fold/fold-{fold}/{run}/{case}.csv"),
        log:
            results("logs/evaluate_outside_case/fold-{fold}/{run}/{case}.log"),
        params:
            spec=lambda w: evaluation_spec(plan, w.run, w.case, int(w.fold)).to_plain(),
            code=code("evaluate_case.py", *metric_modules()),
        message:
            "Measuring {wildcards.case} of arm {wildcards.run}, fold {wildcards.fold} alone"

    rule collect_outside_folds:
        input:
            lambda w: files_by_fold(plan, w.set),
        output:
            results("evaluated_by_fold/{set}.csv"),
        log:
            results("logs/collect_outside_folds/{set}.log"),
        wildcard_constraints:
            set="[^/]+",
        localrule: True
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(500),
            runtime=minutes(5),
        params:
            arms=segmenting_arms(plan),
            organs=list(plan.organs),
            unit=plan.unit,
            code=code("collect_metrics.py"),
        message:
            "Collecting the metrics of each fold's networks on {wildcards.set}"
        script:
            "../workflow/scripts/collect_metrics.py"

    rule describe_outside_folds:
        input:
            tables_by_fold(plan),
        output:
            results("outside_folds.csv"),
        log:
            results("logs/describe_outside_folds.log"),
        benchmark:
            results("benchmarks/describe_outside_folds.tsv")
        localrule: True
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000),
            runtime=minutes(5),
        params:
            spec=description_spec(plan).to_plain(),
            sets=list(plan.settings.evaluate_on),
            code=code("describe_outside_folds.py"),
        message:
            "Describing each fold's networks on the sets that are only tested on"
        script:
            "../workflow/scripts/describe_outside_folds.py"

"""What each stage of the study did, in a few words, and which stage's files it read."""

from dataclasses import dataclass

from segstudy.config.sections.words import listing, plural
from segstudy.report.cohort import cohort
from segstudy.report.inputs import ReportInput

# Stage by stage, the rules that work for it: what a job took is counted there.
RULES = {
    "cases": ("make_phantom", "make_phantom_reference", "inspect_case", "judge_cases", "list_folds")
    + ("inspect_image2d", "convert_image2d", "inspect_dicom", "convert_dicom"),
    "correction": ("estimate_displacement", "compare_corrections", "correct_case", "measure_labels", "judge_labels"),
    "preparation": ("prepare_image", "prepare_label", "prepare_nnunet_fold", "measure_ceiling"),
    "augmentation": ("augment_case",),
    "tuning": ("run_trial", "choose_best", "list_trials"),
    "training": (
        *("train", "train_nnunet", "predict_pseudo_label", "keep_pseudo_labels", "prepare_pseudo_label"),
        "select_patients",
    ),
    "prediction": (
        *("predict_case", "predict_viewed_case", "predict_nnunet_case", "predict_sam2_case", "predict_uncertainty"),
        *("predict_ensemble_case", "predict_outside_case", "predict_viewed_outside_case"),
        *("predict_nnunet_outside_case", "predict_ensemble_outside_case"),
    ),
    "postprocessing": ("postprocess_case", "postprocess_outside_case", "take_given"),
    "evaluation": (
        *("evaluate_case", "collect_metrics", "measure_uncertainty", "collect_uncertainty", "measure_tissues"),
        *("evaluate_grown_case", "measure_centers", "collect_centers", "collect_outside", "measure_nsd"),
        *("evaluate_outside_case", "collect_outside_folds"),
    ),
    "audit": ("audit_case", "rank_labels", "measure_candidate", "order_unlabeled"),
    "comparison": (
        *("compare_arms", "summarize_arms", "describe_arms", "rank_arms", "measure_agreement", "compare_growth"),
        *("describe_outside", "compare_sets", "describe_nsd", "relate_centers", "compare_without_suspects"),
        "describe_outside_folds",
    ),
    "report": (),
}  # fmt: skip

READS = {
    "correction": ("cases",),
    "preparation": ("cases", "correction"),
    "augmentation": ("preparation",),
    "tuning": ("preparation",),
    "training": ("preparation", "augmentation", "tuning"),
    "prediction": ("preparation", "training"),
    "postprocessing": ("prediction",),
    "evaluation": ("cases", "correction", "prediction", "postprocessing"),
    "audit": ("correction", "prediction"),
    "comparison": ("evaluation", "audit"),
    "report": ("comparison",),
}


@dataclass(frozen=True)
class Stage:
    """A stage that this study has: what it did, the time of its jobs (None where unknown), and what it read."""

    name: str
    did: str
    seconds: float | None
    reads: tuple[str, ...]


def stages(inputs: ReportInput) -> list[Stage]:
    """The stages in order; those that this study has no use for are left out."""
    did = {name: words for name, words in _did(inputs).items() if words}
    spent = inputs.benchmarks.groupby("rule")["seconds"].sum().to_dict() if len(inputs.benchmarks) else {}
    there = []
    for name, words in did.items():
        own = [spent[rule] for rule in RULES[name] if rule in spent]
        there.append(Stage(name, words, sum(own) if own else None, _reads(name, set(did))))
    return there


def _reads(name: str, there: set[str]) -> tuple[str, ...]:
    """The nearest stages that are there: where nothing is post-processed, predictions are evaluated as they are."""
    wanted = [stage for stage in READS.get(name, ()) if stage in there]
    if name == "evaluation":
        passed = {"prediction": "postprocessing", "cases": "correction"}
        wanted = [stage for stage in wanted if passed.get(stage) not in there]
    return tuple(wanted)


def _did(inputs: ReportInput) -> dict[str, str]:
    facts, settings, size = inputs.facts, inputs.facts.settings, cohort(inputs)
    trainings = {name for arm in facts.arms for name in arm.trainings}
    searches = {arm.tuned for arm in settings.arms if arm.tuned and settings.tuning[arm.tuned].known is None}
    correction = settings.correction
    used = {key: _used(inputs, key) for key in ("preparation", "augmentation", "postprocessing")}
    networks = plural(len(trainings) * size.folds, "network")
    given = [arm.name for arm in settings.arms if arm.given]
    folds = f", {plural(size.folds, 'fold')}" if size.folds else ""
    return {
        "cases": f"{plural(size.cases, 'case')} of {plural(size.patients, 'patient')}{folds}",
        "correction": f"{correction.organ}, by {correction.method}" if correction and correction.reference else "",
        "preparation": used["preparation"],
        "augmentation": used["augmentation"],
        "tuning": plural(len(searches), "search", "searches") if searches else "",
        "training": f"{plural(len(trainings), 'training')} × {plural(size.folds, 'fold')}: {networks}"
        if trainings
        else "",
        "prediction": "each case by networks that never saw it" if settings.learns else "",
        "postprocessing": used["postprocessing"] or (f"{listing(given)} given" if given else ""),
        "evaluation": plural(len(inputs.metrics), "measurement"),
        "audit": plural(len(inputs.label_audit), "label") if inputs.label_audit is not None else "",
        "comparison": plural(len(inputs.statistics), "test") if len(facts.arms) > 1 else "",
        "report": "this page",
    }


def _used(inputs: ReportInput, key: str) -> str:
    names = list(dict.fromkeys(name for arm in inputs.facts.arms if (name := getattr(arm, key))))
    shown = ", ".join(names[:4])
    return f"{shown} and {len(names) - 4} more" if len(names) > 4 else shown

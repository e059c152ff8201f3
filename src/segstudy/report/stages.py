"""What each stage of the study did, in a few words, and which stage's files it read."""

from dataclasses import dataclass

from segstudy.report.cohort import cohort
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import plural

# Stage by stage, the rules that work for it: what a job took is counted there.
RULES = {
    "cases": ("make_phantom", "make_phantom_reference", "inspect_case", "judge_cases", "list_folds")
    + ("inspect_picture", "convert_picture"),
    "correction": ("estimate_displacement", "compare_corrections", "correct_case", "measure_labels", "judge_labels"),
    "preparation": ("prepare_image", "prepare_label", "prepare_nnunet_fold"),
    "augmentation": ("augment_case",),
    "tuning": ("run_trial", "choose_best"),
    "training": ("train", "train_nnunet"),
    "prediction": (
        *("predict_case", "predict_viewed_case", "predict_nnunet_case", "predict_sam2_case", "predict_uncertainty"),
    ),
    "postprocessing": ("postprocess_case",),
    "evaluation": (
        *("evaluate_case", "collect_metrics", "measure_uncertainty", "collect_uncertainty", "measure_tissues"),
        *("measure_centers", "collect_centers", "collect_outside"),
    ),
    "comparison": ("compare_arms", "summarize_arms"),
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
    "comparison": ("evaluation",),
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
    found = []
    for name, words in did.items():
        own = [spent[rule] for rule in RULES[name] if rule in spent]
        found.append(Stage(name, words, sum(own) if own else None, _reads(name, set(did))))
    return found


def _reads(name: str, there: set[str]) -> tuple[str, ...]:
    """The nearest stages that are there: where nothing is post-processed, predictions are evaluated as they are."""
    wanted = [stage for stage in READS.get(name, ()) if stage in there]
    if name == "evaluation":
        passed = {"prediction": "postprocessing", "cases": "correction"}
        wanted = [stage for stage in wanted if passed.get(stage) not in there]
    return tuple(wanted)


def _did(inputs: ReportInput) -> dict[str, str]:
    facts, settings, seen = inputs.facts, inputs.facts.settings, cohort(inputs)
    trainings = {name for arm in facts.arms for name in arm.trainings}
    searches = {arm.tuned for arm in settings.arms if arm.tuned and settings.tuning[arm.tuned].known is None}
    correction = settings.correction
    used = {key: _used(inputs, key) for key in ("preparation", "augmentation", "postprocessing")}
    networks = plural(len(trainings) * seen.folds, "network")
    return {
        "cases": f"{plural(seen.cases, 'case')} of {plural(seen.patients, 'patient')}, {plural(seen.folds, 'fold')}",
        "correction": f"{correction.organ}, by {correction.method}" if correction and correction.reference else "",
        "preparation": used["preparation"],
        "augmentation": used["augmentation"],
        "tuning": plural(len(searches), "search", "searches") if searches else "",
        "training": f"{plural(len(trainings), 'training')} × {plural(seen.folds, 'fold')}: {networks}",
        "prediction": "each case by networks that never saw it",
        "postprocessing": used["postprocessing"],
        "evaluation": plural(len(inputs.metrics), "measurement"),
        "comparison": plural(len(inputs.statistics), "test") if len(facts.arms) > 1 else "",
        "report": "this page",
    }


def _used(inputs: ReportInput, key: str) -> str:
    names = list(dict.fromkeys(name for arm in inputs.facts.arms if (name := getattr(arm, key))))
    shown = ", ".join(names[:4])
    return f"{shown} and {len(names) - 4} more" if len(names) > 4 else shown

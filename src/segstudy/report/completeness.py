"""What a study has not finished: a report says so before anything else."""

from segstudy.config.sections.words import listing, plural
from segstudy.report.inputs import ReportInput
from segstudy.report.metric_values import means
from segstudy.report.numbers import is_number

# Larger than the rounding of either table.
TOLERANCE = 1e-6


def measurable(inputs: ReportInput) -> set[str]:
    """The cases every arm must have been measured on: used, labelled and in a fold."""
    used = inputs.used
    labelled = set(used.loc[used["label"].astype(str).str.len() > 0, "case"])
    return labelled & set(inputs.folds["case"]) if len(inputs.folds) else labelled


def complete_arms(inputs: ReportInput) -> list[str]:
    """The arms that were measured on every case, in the study's order."""
    wanted = measurable(inputs)
    groups = inputs.metrics.groupby("arm")["case"]
    measured = {arm: set(cases) for arm, cases in groups}
    return [arm for arm in inputs.arm_names if wanted and wanted <= measured.get(arm, set())]


def missing_results(inputs: ReportInput) -> list[str]:
    """One sentence for each thing that is missing or does not agree; empty for a finished study."""
    sentences = [] if len(inputs.cases) else ["The table of cases (cases.csv) is missing."]
    sentences += _unmeasured(inputs)
    sentences += _untrained(inputs)
    if len(inputs.metrics) and len(inputs.facts.arms) > 1 and not len(inputs.statistics):
        sentences.append("The arms have not been compared: statistics.csv is missing.")
    if len(inputs.words) != len(inputs.statistics):
        sentences.append("The statistics in words do not fit statistics.csv, so that only its numbers are shown.")
    correction = inputs.facts.settings.correction
    if correction and correction.reference and inputs.transform is None:
        sentences.append("The labels have not been corrected, though the study asks for it: transform.json is missing.")
    return sentences + _disagreeing(inputs)


def _folds(numbers: list[str]) -> str:
    return f"fold{'s' if len(numbers) > 1 else ''} {listing(numbers)}"


def _unmeasured(inputs: ReportInput) -> list[str]:
    if not len(inputs.metrics):
        return ["No arm has been measured: metrics.csv is missing or empty."]
    folds = dict(zip(inputs.folds["case"], inputs.folds["fold"], strict=True))
    sentences, wanted = [], measurable(inputs)
    for arm in inputs.arm_names:
        cases = set(inputs.metrics.loc[inputs.metrics["arm"] == arm, "case"])
        lacking = sorted(wanted - cases)
        if not cases:
            sentences.append(f"Arm “{arm}” has not been measured at all.")
        elif lacking:
            where = sorted({str(folds[case]) for case in lacking if case in folds})
            which = f" ({_folds(where)})" if where else ""
            sentences.append(
                f"Arm “{arm}” has not been measured on {len(lacking)} of {plural(len(wanted), 'case')}{which}."
            )
    return sentences


def _untrained(inputs: ReportInput) -> list[str]:
    sentences = []
    folds = sorted({int(fold) for fold in inputs.folds["fold"]})
    for training in dict.fromkeys(name for arm in inputs.facts.arms for name in arm.trainings):
        lacking = [str(fold) for fold in folds if (training, fold) not in inputs.histories]
        if lacking and len(lacking) == len(folds):
            sentences.append(f"Training “{training}” has not been done.")
        elif lacking:
            sentences.append(f"Training “{training}” has not been done on {_folds(lacking)}.")
    return sentences


def _disagreeing(inputs: ReportInput) -> list[str]:
    summary = inputs.summary
    if "dice_mean" not in summary.columns or not len(inputs.metrics):
        return []
    own = means(inputs, "dice")["mean"]
    sentences = []
    for arm, there in zip(summary["arm"], summary["dice_mean"], strict=True):
        here = own.get((arm, "mean"))
        if is_number(there) and is_number(here) and abs(float(there) - float(here)) > TOLERANCE:
            sentences.append(
                f"summary.csv gives arm “{arm}” another mean Dice than metrics.csv; one of them is from an earlier run."
            )
    return sentences

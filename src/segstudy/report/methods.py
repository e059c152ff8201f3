"""A methods text with the numbers of this study, to take into a paper."""

from segstudy.report import describe
from segstudy.report.cohort import cohort, geometry
from segstudy.report.correction_facts import correction_facts
from segstudy.report.inputs import ReportInput
from segstudy.report.measured import measured_metrics
from segstudy.report.numbers import fixed, listing, plural
from segstudy.report.references import Citations

Paragraph = tuple[str, str]


def methods(inputs: ReportInput) -> tuple[list[Paragraph], list[str]]:
    """(heading, text) of each paragraph, and the references in the order of their numbers.

    Only what this study did is described, and only what is described is cited.
    """
    cite = Citations()
    paragraphs = [
        ("Data", _data(inputs, cite)),
        ("Label correction", _correction(inputs)),
        ("Preparation", _preparation(inputs)),
        ("Networks and training", _training(inputs, cite)),
        ("Post-processing", _postprocessing(inputs)),
        ("Evaluation", _evaluation(inputs, cite)),
        ("Statistics", _statistics(inputs, cite)),
        ("Software", _software(inputs, cite)),
    ]
    return [(heading, text) for heading, text in paragraphs if text], cite.listed


def _data(inputs: ReportInput, cite: Citations) -> str:
    facts, seen = inputs.facts, cohort(inputs)
    if facts.is_phantom:
        kind = "synthetic thoracic CT scans (phantoms)"
    elif facts.settings.data.layout == "segthor":
        kind = f"thoracic CT scans of the SegTHOR data {cite('segthor')}"
    else:
        kind = "CT scans"
    out = len(inputs.cases) - seen.cases
    left = f" {plural(out, 'further case')} {'was' if out == 1 else 'were'} left out." if out else ""
    size = f" The scans had {geometry(inputs)}." if geometry(inputs) else ""
    organs = f"{plural(len(facts.organs), 'organ')}: {listing(list(facts.organs))}"
    return (
        f"The study used {seen.cases} {kind} of {plural(seen.patients, 'patient')}, with label maps of {organs}.{size}"
        f"{left}"
    )


def _correction(inputs: ReportInput) -> str:
    settings = inputs.facts.settings.correction
    if settings is None:
        return ""
    found = correction_facts(inputs.transform, inputs.quality)
    text = (
        f"The labels of the {settings.organ} had been displaced by one and the same rigid transform. It was estimated "
        f"from {settings.reference.case}, for which the displaced and the correct label map exist: the translation "
        "between the centroids, then the in-plane rotation of highest intersection over union, expressed in voxel space "
        "about a fixed pivot. Its inverse was applied once to every case with nearest-neighbor sampling."
    )
    if found.iou_after is not None:
        text += f" On the reference case the intersection over union rose from {fixed(found.iou_before)} to "
        text += f"{fixed(found.iou_after)}."
    if found.lost is not None:
        text += (
            f" Over all cases {plural(found.lost, 'voxel')} had fallen outside the volume or could not be restored, and "
            f"{plural(found.overwritten or 0, 'voxel')} of other organs had been overwritten."
        )
    return text


def _preparation(inputs: ReportInput) -> str:
    settings, parts = inputs.facts.settings, []
    for name in dict.fromkeys(arm.preparation for arm in inputs.facts.arms):
        if name in settings.preparations:
            parts.append(f"Preparation “{name}”: {describe.preparation(settings.preparations[name])}.")
    for name in dict.fromkeys(arm.augmentation for arm in inputs.facts.arms):
        if name in settings.augmentations:
            told = describe.augmentation(settings.augmentations[name])
            parts.append(
                f"Augmentation “{name}”: {told}; images were interpolated linearly and labels by nearest neighbor, "
                "with one and the same matrix, in the training part only."
            )
    return " ".join(parts)


def _training(inputs: ReportInput, cite: Citations) -> str:
    facts, settings, seen = inputs.facts, inputs.facts.settings, cohort(inputs)
    names = []
    for told in dict.fromkeys(describe.model(arm.model) for arm in facts.arms if arm.model):
        names.append(f"{told} {cite('enet')}" if told.startswith("ENet") else told)
    training = settings.training
    loss = describe.LOSSES[training.loss] + (f" {cite('dice_loss')}" if training.loss == "dice_ce" else "")
    optimizer = f"{describe.OPTIMIZERS[training.optimizer]} {cite(training.optimizer)}"
    start = f" Weights were initialized after Glorot and Bengio {cite('glorot')}." if training.initialization == "xavier" else ""
    decay = f", weight decay {describe.short(training.weight_decay)}" if training.weight_decay else ""
    special = [arm.name for arm in settings.arms if arm.training]
    differ = f" {listing(special)} departed from these settings as the table of arms says." if special else ""
    seeds = f"with {plural(len(seen.seeds), 'seed')} ({listing([str(seed) for seed in seen.seeds])})"
    return (
        f"{listing(names)} segmented axial slices. Cases were divided by patient into {seen.folds} folds; each fold was "
        f"predicted by networks trained on the others, of which {describe.short(100 * settings.folds.validation)} % of the "
        "patients served only to choose the best checkpoint, so that no held-out patient chose anything. Training "
        f"minimized {loss} ({describe.class_weights(training.class_weights)}) with {optimizer} (learning rate "
        f"{describe.short(training.learning_rate)}{decay}, batches of {training.batch} slices, {describe.epochs(training)}), "
        f"{seeds}.{start}{differ}"
    )


def _postprocessing(inputs: ReportInput) -> str:
    settings = inputs.facts.settings.postprocessings
    names = dict.fromkeys(arm.postprocessing for arm in inputs.facts.arms)
    told = [f"“{name}”: {describe.postprocessing(settings[name])}" for name in names if name in settings]
    return f"Predicted label maps were post-processed organ by organ. {'; '.join(told)}." if told else ""


def _evaluation(inputs: ReportInput, cite: Citations) -> str:
    metrics = measured_metrics(inputs)
    if not metrics:
        return ""
    told = {
        "dice": lambda: f"the Dice coefficient {cite('dice')}",
        "dice_2d": lambda: "the mean Dice coefficient of the slices in which either side is present (2D Dice)",
        "iou": lambda: f"intersection over union {cite('jaccard')}",
        "precision": lambda: "precision",
        "recall": lambda: "recall",
        "specificity": lambda: "specificity",
        "hd95_mm": lambda: f"the larger of the two directed 95th percentiles of surface distances (HD95) {cite('hausdorff')}",
        "hd_mm": lambda: f"the Hausdorff distance {cite('hausdorff')}",
        "assd_mm": lambda: f"the average symmetric surface distance, pooled over both directions (ASSD) {cite('assd')}",
        "nsd": lambda: f"the normalized surface distance at a tolerance of 3 mm {cite('nsd')}",
    }
    return (
        f"Predictions were measured in three dimensions, in each scan's own voxel grid, by {listing([told[m]() for m in metrics])}. "
        "Where an organ was present and nothing was predicted, or the reverse, Dice is 0 and distances are the "
        "volume's physical diagonal; where both were empty or the organ had not been annotated, the case is left out "
        "of the mean and counted."
    )


def _statistics(inputs: ReportInput, cite: Citations) -> str:
    comparisons, facts = inputs.facts.settings.comparisons, inputs.facts
    if len(facts.arms) < 2:
        return ""
    against = "every other arm" if comparisons.against == "all" else f"the baseline “{facts.baseline}”"
    tests = set(inputs.statistics["test"])
    paired = comparisons.protocol == "paired"
    normal = "the paired differences" if paired else "each group"
    parametric = f"{'the paired' if paired else 'Student’s unpaired'} t-test {cite('student')}"
    text = (
        f"Each arm was compared with {against}; the unit of every test is the patient"
        f"{', paired by patient' if paired else ', the groups taken as unpaired to repeat a published protocol'}. "
        f"Where the Shapiro–Wilk test {cite('shapiro')} did not reject normality of {normal}, {parametric} was used, "
    )
    if paired:
        text += f"otherwise Wilcoxon’s signed-rank test {cite('wilcoxon')}. "
    else:
        text += f"otherwise the Mann–Whitney U test {cite('mann_whitney')}. "
    effects = []
    if any(test.endswith(" t") for test in tests):
        effects.append(f"Cohen’s {'d_z' if paired else 'd'} {cite('cohen')}")
    if tests & {"Wilcoxon signed-rank", "Mann-Whitney U"}:
        effects.append(f"the rank-biserial correlation {cite('kerby')}")
    effect = f" Effect sizes are {listing(effects)}." if effects else ""
    return (
        f"{text}p-values were corrected over all comparisons of a metric by Holm’s method {cite('holm')}; α was "
        f"{describe.short(facts.alpha)}. Intervals of mean differences ({describe.short(100 * (1 - facts.alpha))} %) are "
        f"bias-corrected and accelerated bootstraps over patients {cite('bootstrap')} with {comparisons.bootstrap:,} "
        f"resamples.{effect} Where the smallest p that so many patients can give lies above α, the verdict is “too few "
        "patients”."
    )


def _software(inputs: ReportInput, cite: Citations) -> str:
    versions = inputs.provenance.get("versions") or inputs.provenance.get("packages") or {}
    named = ["python", "torch", "numpy", "scipy", "statsmodels", "nibabel", "SimpleITK", "simpleitk"]
    known = {key: value for key, value in versions.items() if isinstance(value, str)}
    shown = [f"{name} {known[name]}" for name in named if name in known]
    code = f"segstudy {known['segstudy']}" if "segstudy" in known else "segstudy"
    inside = f" ({listing(shown)})" if shown else ""
    return f"All steps ran in {code}{inside} as one Snakemake workflow {cite('snakemake')}."

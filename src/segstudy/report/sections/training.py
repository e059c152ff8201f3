"""How the trainings went."""

from segstudy.report.environment import render
from segstudy.report.figures.curves import curves
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section


def training(inputs: ReportInput) -> Section | None:
    """None where nothing was trained."""
    trainings = list(dict.fromkeys(name for arm in inputs.facts.arms for name in arm.trainings))
    rows = []
    for position, name in enumerate(trainings):
        own = {fold: history for (other, fold), history in inputs.histories.items() if other == name}
        if own:
            arms = [arm.name for arm in inputs.facts.arms if name in arm.trainings]
            rows.append({"arms": arms, "training": name, "html": curves(own, name, f"curves-{position}")})
    return Section("training", "Training curves", render("training.html", rows=rows)) if rows else None

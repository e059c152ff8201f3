"""What a network could reach with each preparation: the ceilings, patient by patient as arms are averaged."""

from segstudy.evaluation.ceiling_words import ceiling_warnings
from segstudy.report.inputs import ReportInput
from segstudy.tables import patients
from segstudy.tables.ceilings import Ceiling


def ceiling_dice(inputs: ReportInput) -> dict[tuple[str, str], float]:
    """Mean Dice over patients of each preparation and organ, and organ `mean`; empty where nothing was measured."""
    if inputs.ceilings is None or not len(inputs.ceilings):
        return {}
    rows = inputs.ceilings.rename(columns={"preparation": "arm"})
    table = patients.of_every_organ(patients.by_case(rows, inputs.patients, "dice"))
    return {
        (str(name), str(organ)): mean for (name, organ), mean in table.groupby(["arm", "organ"])["value"].mean().items()
    }


def preparation_warnings(inputs: ReportInput) -> list[str]:
    """What keeps the preparations of this study's arms from showing networks all of every organ."""
    if inputs.ceilings is None:
        return []
    used = {arm.preparation for arm in inputs.facts.arms}
    rows = [Ceiling(*values) for values in inputs.ceilings.itertuples(index=False, name=None)]
    return ceiling_warnings([row for row in rows if row.preparation in used])

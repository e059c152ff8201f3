"""What a network could reach with each preparation: the ceilings, patient by patient as arms are averaged."""

from segstudy.config.sections.representations import CARTESIAN
from segstudy.evaluation.ceiling_words import ceiling_warnings
from segstudy.report.inputs import ReportInput
from segstudy.tables import patients
from segstudy.tables.ceilings import Ceiling

# Stands in no name.
SEPARATOR = "\n"


# A preparation, and how slices are shown.
Shown = tuple[str, str]


def ceiling_dice(inputs: ReportInput) -> dict[tuple[Shown, str], float]:
    """Mean Dice over patients of each preparation, as it is shown, and organ, and `mean`; empty without any."""
    if inputs.ceilings is None or not len(inputs.ceilings):
        return {}
    shown = inputs.ceilings["preparation"] + SEPARATOR + inputs.ceilings["representation"]
    rows = inputs.ceilings.assign(arm=shown)
    table = patients.of_every_organ(patients.by_case(rows, inputs.patients, "dice"))
    return {
        (_shown(str(name)), str(organ)): mean
        for (name, organ), mean in table.groupby(["arm", "organ"])["value"].mean().items()
    }


def _shown(name: str) -> Shown:
    preparation, _, representation = name.partition(SEPARATOR)
    return preparation, representation


def shown_to(inputs: ReportInput) -> dict[str, Shown]:
    """What the network of each arm that has a preparation is shown."""
    return {arm.name: (arm.preparation, arm.representation) for arm in inputs.facts.settings.arms if arm.preparation}


def preparation_warnings(inputs: ReportInput) -> list[str]:
    """What keeps the preparations of this study's arms from showing networks all of every organ."""
    if inputs.ceilings is None:
        return []
    used = {
        each
        for preparation, shown in shown_to(inputs).values()
        for each in ((preparation, CARTESIAN), (preparation, shown))
    }
    rows = [Ceiling(*values) for values in inputs.ceilings.itertuples(index=False, name=None)]
    shown = [row for row in rows if (row.preparation, row.representation) in used]
    return ceiling_warnings(shown, inputs.facts.are_2d_images)

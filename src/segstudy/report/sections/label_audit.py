"""Labels that are probably wrong, with pictures, and what the verdicts would be without them."""

from typing import Any

from segstudy.report.downloads import download
from segstudy.report.environment import render
from segstudy.report.figures.doubted import doubted
from segstudy.report.inputs import ReportInput
from segstudy.report.load import load_image, load_labels
from segstudy.report.section import Section
from segstudy.running.errors import StudyError
from segstudy.tables.label_audit import ANATOMY, BOTH, NETWORKS, SUSPICIOUS
from segstudy.tables.metrics import metric_of

FIGURES = 10
# Of so many arms the predictions are drawn: more make a figure that nobody can read.
ARMS = 2
FEWEST = 10
WORDS = {
    "wrong_side": "it lies on the other side of the patient than its name says, by the scan's own orientation",
    "not_drawn": "it has no label, and networks see one",
    "not_seen": "no network sees it where the label is, nor elsewhere",
    "swapped": "the networks see another organ there: two labels seem to be exchanged",
    "mirrored": "mirrored, it would lie where the networks see the organ",
    "moved": "moved by {distance}, it would overlap what the networks see most",
    "missing_slices": "slices between labeled ones have no label, and networks see the organ in them",
    "over_drawn": "its outline lies farther out than the networks' all around",
    "under_drawn": "its outline lies farther in than the networks' all around",
    "cut_off": "networks see it go on where the label ends",
    "too_long": "the label goes on where networks see an end",
    "part_missing": "networks see a part of {size} that is not drawn",
    "part_too_much": "networks do not see a part of {size} that is drawn",
    "unlike": "label and networks overlap less than is usual for this organ in this study",
}
SIDES = (
    *(("right_mm", "to the right", "to the left"), ("front_mm", "to the front", "to the back")),
    ("head_mm", "up", "down"),
)


def label_audit(inputs: ReportInput) -> Section | None:
    """None where no network was held out from any label."""
    table = inputs.label_audit
    if table is None or not len(table):
        return None
    suspects = table[table["score"] >= SUSPICIOUS]
    worst = suspects[suspects["slice"] > 0].head(FIGURES)
    html = render(
        "label_audit.html",
        rows=[_row(row, inputs.facts.settings.data.unit) for row in suspects.to_dict("records")],
        labels=len(table),
        cases=int(table["case"].nunique()),
        few=int(table["case"].nunique()) < FEWEST,
        networks=int(table["networks"].max()),
        bound=SUSPICIOUS,
        counts={who: int((table["found_by"] == who).sum()) for who in (NETWORKS, ANATOMY, BOTH)},
        looked_at_anatomy=inputs.findings is not None and inputs.facts.settings.data.in_hounsfield_units,
        figures=[_figure(inputs, row, place) for place, row in enumerate(worst.to_dict("records"))],
        arms=_drawn(inputs),
        are_2d_images=inputs.facts.are_2d_images,
        changes=[_change(row) for row in inputs.further.without_suspects.to_dict("records")],
        data=download(table, inputs.facts.study, "label_audit"),
    )
    return Section("label-audit", "Labels that may be wrong", html)


def _row(row: dict[str, Any], unit: str) -> dict[str, Any]:
    size = f"{row['size_ml']:.1f} ml" if unit == "mm" else f"{1000 * row['size_ml']:.0f} pixels"
    words = WORDS[row["kind"]].format(distance=_distance(row, unit), size=size)
    return row | {
        "words": words,
        "size": size if row["size_ml"] else "–",
        "anatomy": ", ".join(check.replace("_", " ") for check in row["anatomy"].split()),
    }


def _distance(row: dict[str, Any], unit: str) -> str:
    parts = [
        f"{abs(row[column]):.0f} {unit} {names[row[column] < 0]}" for column, *names in SIDES if abs(row[column]) >= 2
    ]
    return ", ".join(parts) or f"less than 2 {unit}"


def _drawn(inputs: ReportInput) -> list[str]:
    """The arms whose predictions are drawn: trained ones, in the study's order."""
    trained = {arm.name for arm in inputs.facts.arms if arm.trainings}
    return [arm for arm in inputs.arm_names if arm in trained][:ARMS]


def _figure(inputs: ReportInput, row: dict[str, Any], place: int) -> dict[str, Any]:
    case, organ = row["case"], row["organ"]
    told = {"case": case, "organ": organ, "score": row["score"], "problem": ""}
    if case not in inputs.files:
        return told | {"problem": "its files are not known"}
    value = inputs.facts.organs[organ]
    try:
        image = load_image(inputs.files[case].image, inputs.files[case].picture)
        mask = load_labels(inputs.files[case].reference, image, "label map") == value
        predictions = {
            arm: load_labels(inputs.predictions.get((arm, case)), image, "prediction") == value
            for arm in _drawn(inputs)
        }
    except StudyError as error:
        return told | {"problem": str(error)}
    drawn = doubted(image, mask, predictions, organ, int(row["slice"]) - 1, f"doubted-{place}")
    return told | {"html": drawn.html, "number": drawn.number, "slices": drawn.slices}


def _change(row: dict[str, Any]) -> dict[str, Any]:
    """A test with all labels and without the suspicious ones."""
    metric = metric_of(row["metric"])
    return row | {"metric": metric, "changed": bool(row["changed"]), "decimals": metric.decimals}

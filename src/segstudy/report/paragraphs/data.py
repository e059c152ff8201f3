"""What the cases were, and how displaced labels were repaired."""

from segstudy.config.sections.words import listing, plural
from segstudy.report.cohort import cohort, geometry
from segstudy.report.correction_facts import correction_facts
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import fixed
from segstudy.report.references import Citations


def data(inputs: ReportInput, cite: Citations) -> str:
    """Cases, patients, organs, and the size of the scans."""
    facts, counts = inputs.facts, cohort(inputs)
    bare = len(inputs.unlabeled)
    out = len(inputs.cases) - counts.cases - bare
    left = f" {plural(out, 'further case')} {'was' if out == 1 else 'were'} left out." if out else ""
    without = f" {plural(bare, 'further case')} had no label map." if bare else ""
    what = "2D images" if facts.are_2d_images else "scans"
    annotated = facts.settings.data.annotated_in_words()
    drawn = f" Somebody had drawn {annotated}; elsewhere it is not taken for absent." if annotated else ""
    if empty := facts.settings.data.empty_in_words():
        drawn += f" {empty}"
    if unseen := facts.settings.data.unlabeled_in_words():
        drawn += f" {unseen}"
    size = f" The {what} had {geometry(inputs)}." if geometry(inputs) else ""
    organs = f"{plural(len(facts.organs), 'organ')}: {listing(list(facts.organs))}"
    return (
        f"The study used {counts.cases} {facts.settings.data.in_words(cite)} of {plural(counts.patients, 'patient')}, "
        f"with label maps of {organs}.{drawn}{size}{without}{left}"
    )


def correction(inputs: ReportInput) -> str:
    """How displaced labels were repaired, and what could not be."""
    settings = inputs.facts.settings.correction
    if settings is None or settings.reference is None:
        return ""
    facts = correction_facts(inputs.transform, inputs.quality, settings.method)
    text = settings.in_words(facts.method or "rigid")
    if facts.iou_after is not None:
        text += f" On the reference case the intersection over union rose from {fixed(facts.iou_before)} to "
        text += f"{fixed(facts.iou_after)}."
    if lost := facts.counted("lost_voxels"):
        fallen = f"{plural(lost.voxels, 'voxel')} had been lost" if lost.voxels else "no voxel had been lost"
        text += f" In {plural(lost.cases, 'case')}, {fallen} outside the volume."
    if overwritten := facts.counted("overwritten_voxels"):
        where = "the case" if overwritten.cases == 1 else plural(overwritten.cases, "case")
        text += (
            f" In {where} where the truth is known, {plural(overwritten.voxels, 'voxel')} of other organs had been "
            "overwritten."
        )
    return text

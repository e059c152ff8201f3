"""What the cases were, and how displaced labels were repaired."""

from segstudy.report.cohort import cohort, geometry
from segstudy.report.correction_facts import correction_facts
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import fixed, listing, plural
from segstudy.report.references import Citations

# How each method of correction works, after "it was estimated from the reference: ".
METHODS = {
    "centroid": "the translation between the centroids",
    "centroid_rotation": (
        "the translation between the centroids, then the in-plane rotation of highest intersection over union, "
        "about each case's own centroid"
    ),
    "rigid": (
        "the translation between the centroids, then the in-plane rotation of highest intersection over union, "
        "expressed in voxel space about a fixed pivot"
    ),
    "elastix_rigid": "Elastix's rigid registration of the masks' signed distance maps",
    "elastix_affine": "Elastix's affine registration of the masks' signed distance maps",
}


def data(inputs: ReportInput, cite: Citations) -> str:
    """Cases, patients, organs, and the size of the scans."""
    facts, seen = inputs.facts, cohort(inputs)
    if facts.is_phantom:
        kind = "synthetic thoracic CT scans (phantoms)"
    elif facts.settings.data.layout == "segthor":
        kind = f"thoracic CT scans of the SegTHOR data {cite('segthor')}"
    else:
        kind = "pictures" if facts.is_pictures else "CT scans"
    out = len(inputs.cases) - seen.cases
    left = f" {plural(out, 'further case')} {'was' if out == 1 else 'were'} left out." if out else ""
    what = "pictures" if facts.is_pictures else "scans"
    size = f" The {what} had {geometry(inputs)}." if geometry(inputs) else ""
    organs = f"{plural(len(facts.organs), 'organ')}: {listing(list(facts.organs))}"
    return (
        f"The study used {seen.cases} {kind} of {plural(seen.patients, 'patient')}, with label maps of {organs}.{size}"
        f"{left}"
    )


def correction(inputs: ReportInput) -> str:
    """How displaced labels were repaired, and what could not be."""
    settings = inputs.facts.settings.correction
    if settings is None or settings.reference is None:
        return ""
    found = correction_facts(inputs.transform, inputs.quality, settings.method)
    text = (
        f"The labels of the {settings.organ} had been displaced by one and the same transform. It was estimated "
        f"from {settings.reference.case}, for which the displaced and the correct label map exist: "
        f"{METHODS[found.method or 'rigid']}. Its inverse was applied once to every case with nearest-neighbor sampling"
    )
    text += ", but where the scan itself showed that the label was in place." if settings.cases == "displaced" else "."
    if found.iou_after is not None:
        text += f" On the reference case the intersection over union rose from {fixed(found.iou_before)} to "
        text += f"{fixed(found.iou_after)}."
    if lost := found.counted("lost_voxels"):
        fallen = f"{plural(lost.voxels, 'voxel')} had been lost" if lost.voxels else "no voxel had been lost"
        text += f" In {plural(lost.cases, 'case')}, {fallen} outside the volume."
    if overwritten := found.counted("overwritten_voxels"):
        where = "the case" if overwritten.cases == 1 else plural(overwritten.cases, "case")
        text += (
            f" In {where} where the truth is known, {plural(overwritten.voxels, 'voxel')} of other organs had been "
            "overwritten."
        )
    return text

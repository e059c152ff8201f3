"""How labels were held against what networks say that never saw them."""

from segstudy.config.sections.words import plural
from segstudy.report.inputs import ReportInput
from segstudy.tables.label_audit import SUSPICIOUS


def label_audit(inputs: ReportInput) -> str:
    """Empty where no network was held out from any label."""
    table = inputs.label_audit
    if table is None or not len(table):
        return ""
    networks = plural(int(table["networks"].max()), "network")
    suspects = int((table["score"] >= SUSPICIOUS).sum())
    return (
        f"Every label was compared with the consensus of {networks} that never saw its patient (voxelwise median of "
        "signed distances), in overlap, shift, outline, ends, contradicted parts and missing slices, each as a robust "
        "z over the study’s cases of that organ; a logistic line fitted to faults planted in made-up patients and a "
        f"prior of one in twenty made a probability of it. {suspects} of {plural(len(table), 'label')} had a "
        f"probability of {SUSPICIOUS:g} or more of being wrong; none was changed for it."
    )

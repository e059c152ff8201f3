"""What the study ran in."""

from segstudy.config.sections.words import listing
from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations

PACKAGES = {
    "python": "Python",
    "torch": "PyTorch",
    "numpy": "NumPy",
    "scipy": "SciPy",
    "statsmodels": "statsmodels",
    "nibabel": "NiBabel",
    "simpleitk": "SimpleITK",
}


def software(inputs: ReportInput, cite: Citations) -> str:
    """The program, the versions that were recorded, and the workflow engine."""
    versions = inputs.provenance.get("versions") or inputs.provenance.get("packages") or {}
    if isinstance(inputs.provenance.get("python"), str):
        versions = {"python": inputs.provenance["python"], **versions}
    known = {key: value for key, value in versions.items() if isinstance(value, str)}
    shown = [f"{name} {known[key]}" for key, name in PACKAGES.items() if key in known]
    code = f"segstudy {known['segstudy']}" if "segstudy" in known else "segstudy"
    inside = f" ({listing(shown)})" if shown else ""
    return f"All steps ran in {code}{inside} as one Snakemake workflow {cite('snakemake')}."

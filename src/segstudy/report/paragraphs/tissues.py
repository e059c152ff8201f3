"""What was measured besides organs."""

from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations


def tissues(inputs: ReportInput, cite: Citations) -> str:
    """Tissues counted within organs; empty where the study asks for none."""
    settings = inputs.facts.settings.tissues
    if not settings:
        return ""
    parts = [f"{name} as {tissue.in_words()}" for name, tissue in settings.items()]
    return (
        f"Tissue was counted within organs as predicted and as drawn: {'; '.join(parts)}. Volumes were compared over "
        f"patients by bias and 95 % limits of agreement {cite('bland_altman')} and by Pearson’s correlation."
    )

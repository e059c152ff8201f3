"""What a study asked of whom to draw next."""

from segstudy.report.inputs import ReportInput
from segstudy.report.references import Citations


def growing(inputs: ReportInput, cite: Citations) -> str:
    """Empty where it did not ask."""
    settings = inputs.facts.settings
    return settings.grow.in_words(settings.grown_arm, cite) if settings.grow else ""

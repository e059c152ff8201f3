"""Names and label integers of the phantom's cohort; imports no arrays, since every job's start asks for it."""

from segstudy.config.sections.phantom import PhantomSettings

LABELS = {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}
"""The integers of the phantom's label maps, SegTHOR's own."""

DISPLACED_ORGAN = "heart"
"""The organ whose labels have been moved."""

_REFERENCE = 2


def case_names(settings: PhantomSettings) -> list[str]:
    """All cases of the cohort in order: Patient_01, Patient_02 and so on."""
    width = max(2, len(str(settings.patients)))
    return [f"Patient_{number:0{width}d}" for number in range(1, settings.patients + 1)]


def reference_case(settings: PhantomSettings) -> str:
    """The one case that has both its displaced and its correct label map: the third, or the last of two."""
    return case_names(settings)[min(_REFERENCE, settings.patients - 1)]

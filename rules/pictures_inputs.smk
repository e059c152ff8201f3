"""Functions that choose inputs and parameters of what reads pictures."""

from segstudy.cases.layouts.images import mask_pattern


def picture_params(wildcards):
    """What is told of a picture, as plain values."""
    case, settings = plan.cases[wildcards.case], plan.settings.data.images
    return {
        "case": case.name,
        "patient": case.patient,
        "picture": case.picture,
        "masks": plan.masks[case.name],
        "looked_for": mask_pattern(case, settings),
        "values": settings.values,
        "pixel_mm": settings.pixel_mm,
    }


def picture_files(wildcards):
    """The files of a case that can be read; what else there is, is the inspection's to say."""
    return [
        file for file in handed_out(plan.cases[wildcards.case]) if can_be_read(file)
    ]

"""What measuring a prepared label map is handed."""

from dataclasses import dataclass

from segstudy.config.sections.representations import RepresentationSettings
from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class ViewCeilingSpec(Spec):
    """How an arm's network is shown slices.

    Attributes:
        name: the representation's.
        builder: `module:attribute` of its class.
        settings: its settings.
    """

    name: str
    builder: str
    settings: RepresentationSettings


@dataclass(frozen=True)
class CeilingSpec(Spec):
    """One case in one preparation.

    Attributes:
        preparation: the preparation's name.
        case: the case's.
        organs: label integers by name, in the study's order.
        annotated: the organs that somebody drew in this case.
        unit: what lengths are in, `mm` or `px`.
        views: the representations in which networks see this preparation, besides slices as they are.
    """

    preparation: str
    case: str
    organs: dict[str, int]
    annotated: list[str]
    unit: str = "mm"
    views: tuple[ViewCeilingSpec, ...] = ()

"""What the report calls things in a study of 2D images: no scan, no voxel, no patient where each image is its own."""

import re
from collections.abc import Iterable

from markupsafe import Markup

from segstudy.report.inputs import ReportInput

_SCANS = {
    "scan": "2D image",
    "scans": "2D images",
    "voxel": "pixel",
    "voxels": "pixels",
    "Scan": "2D image",
    "Scans": "2D images",
    "Voxel": "Pixel",
    "Voxels": "Pixels",
}
_PATIENTS = {
    "a patient": "an image",
    "A patient": "An image",
    "patient": "image",
    "patients": "images",
    "Patient": "Image",
    "Patients": "Images",
}
_TAG = re.compile(r"(<[^>]*>)")
_SAID = re.compile(r'((?:title|aria-label|alt)=")([^"]*)(")')
# Where no prose of the report's own stands: code, addresses of files, other people's titles.
_AS_IT_IS = re.compile(r'<(pre|code|script|noscript|ol class="references"|td class="path"|td class="reason")')


def in_words_of_images(html: Markup, inputs: ReportInput) -> Markup:
    """`html` of a section, in a study of 2D images; as it is elsewhere. Names of arms, cases and organs stay."""
    facts = inputs.facts
    if not facts.are_2d_images:
        return html
    words = dict(_SCANS)
    if all(case == patient for case, patient in inputs.patients.items()):
        words |= _PATIENTS
    names = [*(arm.name for arm in facts.arms), *inputs.patients, *facts.organs, facts.study]
    return Markup(_translated(str(html), words, names))


def _translated(html: str, words: dict[str, str], names: Iterable[str]) -> str:
    held = sorted((name for name in names if any(word in name for word in words)), key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, held), rf"\b(?:{'|'.join(words)})\b"]))

    def told(text: str) -> str:
        return pattern.sub(lambda match: words.get(match[0], match[0]) if match[0] not in held else match[0], text)

    parts, closing = [], ""
    for part in _TAG.split(html):
        if closing:
            closing = "" if part == closing else closing
        elif not part.startswith("<"):
            part = told(part)
        elif stays := _AS_IT_IS.match(part):
            closing = f"</{stays[1].split()[0]}>"
        else:
            part = _SAID.sub(lambda match: match[1] + told(match[2]) + match[3], part)
        parts.append(part)
    return "".join(parts)

"""Layout `images`: folders of pictures and masks, each picture a case of one slice."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import expand
from segstudy.config.data import DataSettings
from segstudy.config.pictures import PictureSettings
from segstudy.errors import StudyError

SUFFIXES = (".png", ".jpg", ".jpeg")
PLACES = re.compile(r"(\{case\}|\{patient\}|\*)")


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """One case a picture. Image and label map are volumes of one slice in `results`, made when they are asked for.

    Raises StudyError where the folder is not there or no picture matches.
    """
    root, wanted = expand(settings.root), settings.images
    if not root.is_dir():
        raise StudyError(f"data.root: no folder {settings.root}; name the one with the pictures")
    cases = []
    for path, name, patient in _matching(root, wanted.picture):
        folder = f"{results}/pictures/{name}"
        made = (f"{folder}/image.nii.gz", f"{folder}/label.nii.gz")
        cases.append(Case(name, patient or name, *made, picture=path))
    if not cases:
        raise StudyError(
            f"data.images.picture: no PNG or JPEG picture matches {wanted.picture} in {settings.root}; say where they "
            "are, such as `images/{case}.png`"
        )
    return cases


def find_masks(settings: DataSettings, cases: Iterable[Case]) -> dict[str, list[str]]:
    """The files whose join is the mask, sorted, by case; of a case that has none, an empty list."""
    named = "{patient}" in settings.images.mask
    found: dict[tuple[str, str], list[str]] = {}
    for path, name, patient in _matching(expand(settings.root), settings.images.mask):
        found.setdefault((name, patient), []).append(path)
    return {case.name: found.get((case.name, case.patient if named else ""), []) for case in cases}


def mask_pattern(case: Case, settings: PictureSettings) -> str:
    """Where the mask of `case` is looked for, for people."""
    return settings.mask.replace("{case}", case.name).replace("{patient}", case.patient)


def _matching(root: Path, told: str) -> Iterator[tuple[str, str, str]]:
    """(path, case, patient or nothing) of the pictures below `root` that `told` describes, sorted by path."""
    expression = re.compile(_expression(told))
    for path in sorted(root.glob(PLACES.sub("*", told))):
        match = expression.fullmatch(path.relative_to(root).as_posix())
        if match and path.suffix.lower() in SUFFIXES and not path.name.startswith("."):
            yield str(path), match["case"], match.groupdict().get("patient") or ""


def _expression(told: str) -> str:
    """A regular expression for whole paths; a place named twice holds the same word twice."""
    parts, seen = [], set()
    for part in PLACES.split(told):
        name = part.strip("{}")
        if part == "*":
            parts.append("[^/]*")
        elif name != part:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>[^/]+)")
            seen.add(name)
        else:
            parts.append(re.escape(part))
    return "".join(parts)

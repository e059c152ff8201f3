"""Layout `images`: folders of 2D images and masks, each image a case of one slice."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import data_root
from segstudy.config.sections.data import DataSettings
from segstudy.config.sections.images import ImageSettings
from segstudy.running.errors import StudyError

SUFFIXES = (".png", ".jpg", ".jpeg")
PLACES = re.compile(r"(\{case\}|\{patient\}|\*)")


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """One case a 2D image. Scan and label map are volumes of one slice in `results`, made when they are asked for.

    Raises:
        StudyError: Where the folder is not there or no image matches.
    """
    root, pattern = data_root(settings), settings.images.picture
    if not root.is_dir():
        raise StudyError(f"data.root: no folder {settings.root}; name the one with the images")
    cases = []
    for path, name, patient in _matching(root, pattern):
        folder = f"{results}/images/{name}"
        volumes = (f"{folder}/image.nii.gz", f"{folder}/label.nii.gz")
        cases.append(Case(name, patient or name, *volumes, image2d=path))
    if not cases:
        raise StudyError(
            f"data.images.picture: no PNG or JPEG image matches {pattern} in {settings.root}; say where they are, such "
            "as `images/{case}.png`"
        )
    return cases


def find_masks(settings: DataSettings, cases: Iterable[Case]) -> dict[str, list[str]]:
    """The files whose join is the mask, sorted, by case; of a case that has none, an empty list."""
    pattern = settings.images.mask
    masks: dict[tuple[str, str], list[str]] = {}
    for path, name, patient in _matching(data_root(settings), pattern):
        masks.setdefault((name, patient), []).append(path)
    names_patient = "{patient}" in pattern
    return {case.name: masks.get((case.name, case.patient if names_patient else ""), []) for case in cases}


def mask_pattern(case: Case, settings: ImageSettings) -> str:
    """Where the mask of `case` is looked for, for people."""
    return settings.mask.replace("{case}", case.name).replace("{patient}", case.patient)


def _matching(root: Path, pattern: str) -> Iterator[tuple[str, str, str]]:
    """(path, case, patient or nothing) of the images below `root` that match `pattern`, sorted by path."""
    expression = re.compile(_expression(pattern))
    for path in sorted(root.glob(PLACES.sub("*", pattern))):
        match = expression.fullmatch(path.relative_to(root).as_posix())
        if match and path.suffix.lower() in SUFFIXES and not path.name.startswith("."):
            yield str(path), match["case"], match.groupdict().get("patient") or ""


def _expression(pattern: str) -> str:
    """A regular expression for whole paths; a place named twice holds the same word twice."""
    parts, groups = [], set()
    for part in PLACES.split(pattern):
        name = part.strip("{}")
        if part == "*":
            parts.append("[^/]*")
        elif name != part:
            parts.append(f"(?P={name})" if name in groups else f"(?P<{name}>[^/]+)")
            groups.add(name)
        else:
            parts.append(re.escape(part))
    return "".join(parts)

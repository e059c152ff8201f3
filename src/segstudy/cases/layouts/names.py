"""Case names become file names and wildcards, so they are checked first."""

import re
import unicodedata
from collections import Counter

from segstudy.cases.case import Case
from segstudy.config.sections.data import DataSettings
from segstudy.config.sections.messages import abbreviated, closest
from segstudy.running.errors import StudyError

USABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,119}")


def check_names(cases: list[Case], settings: DataSettings) -> None:
    """Check what cases, patients and exclusions are called.

    Two patients whose names differ in spelling only are refused: they may be one, and would lie in two folds.

    Raises:
        StudyError: Names are unusable or double, or exclusions unknown; all are named.
    """
    errors = [
        f"data: {abbreviated.repr(case.name)} cannot be a case's name: use letters, digits and . _ + - (at most 120)"
        for case in cases
        if not USABLE.fullmatch(case.name)
    ]
    doubles = [name for name, count in Counter(case.name for case in cases).items() if count > 1]
    errors += [f"data: case {name!r} stands there twice; give one of them another name" for name in doubles]
    spellings: dict[str, str] = {}
    for patient in dict.fromkeys(case.patient for case in cases):
        other = spellings.setdefault(_normalized(patient), patient)
        if other != patient:
            errors.append(
                f"data: patients {abbreviated.repr(other)} and {abbreviated.repr(patient)} differ in spelling only; "
                "write one patient alike everywhere, or give two patients names that differ in more"
            )
    names = [case.name for case in cases]
    errors += [str(closest("data.exclude", name, names, "case")) for name in settings.exclude if name not in names]
    if not cases:
        errors.append(f"data.root: no case found in {settings.root}")
    if errors:
        raise StudyError("\n".join(errors))


def _normalized(patient: str) -> str:
    """A patient's name without what people write differently: case, signs between words, leading zeros."""
    words = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", patient).casefold()).strip()
    return re.sub(r"\b0+(?=\d)|(?<=\D)0+(?=\d)", "", words) or patient

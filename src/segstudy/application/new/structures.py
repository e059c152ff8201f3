"""Which structures of a folder of DICOM cases are organs."""

import glob
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from segstudy.cases.case import Case
from segstudy.running.errors import StudyError
from segstudy.volumes.dicom.headers import dicom_files
from segstudy.volumes.dicom.structures import read_structures

# What planning systems draw besides organs: outlines, targets with a margin, and helpers.
OUTLINES = ("patient", "body", "external", "skin", "couch", "table")
PLANNED = ("ptv", "ctv", "itv", "contrast", "dose", "isocent")


def chosen_structures(labeled: Sequence[Case]) -> tuple[dict[str, str], list[str]]:
    """The structure of each organ, and what nobody said for sure.

    Raises:
        StudyError: There is no structure in any case.
    """
    counts = Counter(name for case in labeled for name in _names(case))
    if not counts:
        raise StudyError(
            "no case holds an RTSTRUCT or a SEG: label maps that are files of volumes need scans that are files, too "
            "(`dcm2niix` writes them), listed in a CSV (`layout: table`)"
        )
    drawn = {
        name: count for name, count in counts.items() if not name.casefold().startswith(OUTLINES + PLANNED)
    } or counts
    everywhere = sorted(name for name, count in drawn.items() if count == len(labeled))
    chosen = everywhere or sorted(drawn)
    # a tumor lies in an organ, and the first of two keeps the voxels that both have
    chosen.sort(key=lambda name: not name.casefold().startswith(("gtv", "tumor", "tumour", "lesion")))
    unsure = []
    if not everywhere:
        unsure.append("No structure is called the same in all cases: `data.dicom.structures` says which is which.")
    if others := sorted(set(counts) - set(chosen)):
        unsure.append(f"Left out, as not in all cases or no organ: {', '.join(others[:10])}.")
    return {_organ(name): name for name in chosen}, unsure


def patterns_of(structures: dict[str, str]) -> dict[str, list[str]]:
    """What `data.dicom.structures` has to say: of those whose names cannot be an organ's."""
    alike = str.maketrans("", "", " _")
    return {
        organ: [glob.escape(name)]
        for organ, name in structures.items()
        if organ.translate(alike).casefold() != name.translate(alike).casefold()
    }


def _organ(name: str) -> str:
    """A structure's name as an organ can be called."""
    return re.sub(r"[^A-Za-z0-9_+-]+", "_", name).strip("_+-") or "structure"


def _names(case: Case) -> Iterator[str]:
    names: set[str] = set()
    for path in dicom_files(Path(case.folder or ""), case.name):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            structures = read_structures(path, case.name)
        names |= {name for name, _ in structures.named} if structures else set()
    yield from names

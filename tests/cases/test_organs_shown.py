import json
import os

import numpy as np
import pytest

from segstudy.cases import organs_shown as module
from segstudy.cases.case import Case
from segstudy.cases.organs_shown import organs_shown
from segstudy.volumes.nifti import write_volume
from segstudy.volumes.volume import Volume

ORGANS = {"heart": [2], "aorta": [4, 9]}


@pytest.fixture
def cases(tmp_path):
    for name, values in {"A": (2, 4), "B": (9,), "C": ()}.items():
        array = np.zeros((4, 4, 3), np.uint8)
        array.flat[: len(values)] = values
        write_volume(tmp_path / f"{name}.nii.gz", Volume(array, np.eye(4)))
    (tmp_path / "D.nii.gz").write_bytes(b"no volume")
    return [Case(name, name, "i", str(tmp_path / f"{name}.nii.gz")) for name in "ABCDE"]


def test_a_case_shows_the_annotated_organs_that_are_in_its_label_map(cases, tmp_path):
    cases.append(Case("F", "F", "i", cases[0].label, ("heart",)))
    shown = organs_shown(cases, ORGANS, dict.fromkeys("ABCDEF", ORGANS), tmp_path / "state" / "r.json")
    assert shown == {
        **dict.fromkeys("ADE", frozenset(ORGANS)),  # D and E cannot be read
        "B": frozenset({"aorta"}),
        "C": frozenset(),
        "F": frozenset({"heart"}),
    }


def test_a_label_map_is_read_once_by_what_it_holds(cases, tmp_path, monkeypatch):
    record = tmp_path / "r.json"
    first = organs_shown(cases[:3], ORGANS, dict.fromkeys("ABC", ORGANS), record)
    read = []
    monkeypatch.setattr(module, "_labels", lambda path: read.append(path.name) or [0, 2])
    assert organs_shown(cases[:3], ORGANS, dict.fromkeys("ABC", ORGANS), record) == first and not read
    # another time, the same content; then another content
    os.utime(cases[0].label, ns=(1, 1))
    assert organs_shown(cases[:3], ORGANS, dict.fromkeys("ABC", ORGANS), record) == first and not read
    write_volume(cases[1].label, Volume(np.full((4, 4, 3), 2, np.uint8), np.eye(4)))
    assert organs_shown(cases[:3], ORGANS, dict.fromkeys("ABC", ORGANS), record)["B"] == {"heart"} and read == [
        "B.nii.gz"
    ]
    record.write_text("broken")
    organs_shown(cases[:3], ORGANS, dict.fromkeys("ABC", ORGANS), record)
    assert len(read) == 4 and json.loads(record.read_text())["files"]

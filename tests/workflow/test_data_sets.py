"""From here to there and back in one study: two archives with layouts and label integers of their own, and a third."""

import csv

import numpy as np
import pytest
from tests.workflow.conftest import Workplace

from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.volumes.nifti import read_labels, write_volume

pytestmark = [pytest.mark.workflow, pytest.mark.study]
MADE = PhantomSettings(patients=10, shape=(32, 32, 8))
ORGANS = {"heart": 2, "aorta": 4}
# Their integers: the aorta in two parts, and what is called 2 there is no organ of this study.
THEIRS = {2: 11, 4: 12}


def archive(folder, cases, integers):
    """Folders of layout `segthor`, with the label integers that are given."""
    for case in cases:
        made = make_case(MADE, 1, case)
        labels = np.zeros_like(made.truth.array)
        for ours, theirs in integers.items():
            labels[made.truth.array == ours] = theirs
        if 12 in integers.values():
            upper = labels[..., labels.shape[2] // 2 :]
            upper[upper == 12] = 13
            labels[0, 0, 0] = 2
        (folder / case).mkdir(parents=True)
        write_volume(folder / case / f"{case}.nii.gz", made.image)
        write_volume(folder / case / "GT.nii.gz", made.truth.with_array(labels))
    return str(folder)


def rows(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_both_ways_are_one_study_and_a_third_archive_is_tested_on(tmp_path, project):
    names = [f"Patient_{number:02}" for number in range(1, 11)]
    there = {"layout": "segthor", "organs": {"heart": 11, "aorta": [12, 13]}, "ignore": [2]}
    config = {
        "study": "both",
        "seed": 3,
        "data": {"layout": "segthor", "root": archive(tmp_path / "a", names[:4], {2: 2, 4: 4}), "organs": ORGANS},
        "data_sets": {"here": ["*"], "there": there | {"root": archive(tmp_path / "b", names[4:8], THEIRS)}},
        "evaluate_on": {"third": there | {"root": archive(tmp_path / "c", names[8:], THEIRS)}},
        "folds": {"count": 2, "validation": 0.4},
        "preparations": {"raw": {"size": [32, 32]}},
        "training": {"epochs": 1, "batch": 4, "threads": 1},
        "arms": [
            {"name": name, "model": {"enet": {"kernels": 8, "factor": 2}}, "preparation": "raw", "learn_from": name}
            for name in ("here", "there")
        ]
        + [{"name": "both", "ensemble_of": ["here", "there"]}],
        "comparisons": {"bootstrap": 200, "metrics": ["dice"]},
    }
    place = Workplace(tmp_path / "run", config, project)
    place.folder.mkdir()
    done = place.run()
    assert done.code == 0, done.text
    table = rows(place.results / "set_statistics.csv")
    patients = {row["set"]: row["patients"] for row in table}
    assert patients == {"here": "4", "there": "4", "third": "2"}
    assert {row["case"] for row in rows(place.results / "evaluated_on/third.csv")} == {
        "third_Patient_09",
        "third_Patient_10",
    }
    # each fold's network alone, beside their mean
    folds = rows(place.results / "outside_folds.csv")
    arms = ("here", "there", "both")
    told = {(row["arm"], row["set"], row["fold"]) for row in folds}
    assert told == {(arm, "third", fold) for arm in arms for fold in ("0", "1")}
    label = read_labels(str(place.results / "joined/there_Patient_05.nii.gz")).array
    np.testing.assert_array_equal(label, np.where(np.isin(label, [2, 4]), label, 0))
    truth = make_case(MADE, 1, "Patient_05").truth.array
    np.testing.assert_array_equal(label, np.where(np.isin(truth, [2, 4]), truth, 0))
    report = (place.results / "report.html").read_text(encoding="utf-8")
    assert "Each of its 2 folds’ networks alone" in report
    assert "Tests on there" in report and "cases of its own, layout segthor" in report
    # nobody's folders
    assert str(tmp_path) not in (place.results / "cases.csv").read_text() + report
    assert place.plan() == {}

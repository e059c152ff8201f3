"""Sets with a place, a layout and label integers of their own."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from segstudy.plan.plan import Plan
from segstudy.plan.specs.cases import excluded_cases, inspection_spec, joined_spec
from segstudy.plan.specs.training import training_spec
from segstudy.running.errors import StudyError
from segstudy.volumes.grids.joined import joined


def nnunet_dataset(root: Path, cases=("c1", "c2", "c3", "c4", "c5", "c6")) -> str:
    for folder in ("imagesTr", "labelsTr", "imagesTs"):
        (root / folder).mkdir(parents=True)
    for case in cases:
        (root / f"imagesTr/{case}_0000.nii.gz").touch()
        (root / f"labelsTr/{case}.nii.gz").touch()
    (root / "imagesTs/c9_0000.nii.gz").touch()
    labels = {"background": 0, "liver": 1, "atria": 2, "ventricles": 3}
    (root / "dataset.json").write_text(
        json.dumps({"channel_names": {"0": "CT"}, "labels": labels, "file_ending": ".nii.gz"})
    )
    return str(root)


def table(root: Path) -> str:
    root.mkdir()
    rows = [(f"t{n}", f"p{n // 2}", f"{n}i.nii", f"{n}l.nii") for n in range(4)]
    with (root / "cases.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("case", "patient", "image", "label"), *rows])
    return str(root / "cases.csv")


def study(there, **keys):
    return {
        "study": "s",
        "data": {"layout": "phantom", "organs": {"heart": 2, "aorta": 4}, "phantom": {"patients": 6}},
        "data_sets": {"here": ["*"], "there": there},
        "folds": {"count": 2, "validation": 0.5},
        "preparations": {"raw": {}},
        "arms": [
            {"name": "from_here", "preparation": "raw", "learn_from": "here"},
            {"name": "from_there", "preparation": "raw", "learn_from": "there"},
        ],
        **keys,
    }


def test_a_set_from_elsewhere_is_learned_from_and_tested_on_under_names_of_its_own(tmp_path):
    root = nnunet_dataset(tmp_path / "d")
    plan = Plan(
        study(
            {"layout": "nnunet", "root": root, "organs": {"heart": [2, 3]}, "ignore": [1]},
            data=study(None)["data"] | {"exclude": {"there_c4": f"bad, see {root}/notes"}},
        )
    )
    theirs = {f"there_c{number}" for number in (1, 2, 3, 5, 6)}
    assert {case for case, name in plan.set_of.items() if name == "there"} == theirs
    assert {case for case, name in plan.set_of.items() if name == "here"} == {*plan.labelled} - theirs
    assert plan.unlabeled == ["there_c9"] and plan.cases["there_c1"].patient == "there_c1"
    for fold in plan.fold_numbers:
        spec = training_spec(plan, "enet.raw.from-there", fold)
        assert {*spec.training, *spec.validation} == {case for case in theirs if plan.folds[case] != fold}
    # what is read is theirs, what is used has this study's integers, and the aorta was not drawn there
    assert plan.label_of("there_c1") == "results/s/joined/there_c1.nii.gz" and plan.annotated("there_c1") == ["heart"]
    assert plan.label_of("Patient_01").startswith("results/s/phantom/")
    inspected = inspection_spec(plan, "there_c1")
    assert inspected["joined"] == {"heart": [3]} and inspected["label"] == f"{root}/labelsTr/c1.nii.gz"
    assert inspected["shown_from"] == root and "joined" not in inspection_spec(plan, "Patient_01")
    labels = joined(np.array([0, 1, 2, 3, 4]), **joined_spec(plan, "there_c1"))
    assert labels.tolist() == [0, 0, 2, 2, 0]
    # of the whole table of cases, none names a folder of this machine
    assert str(tmp_path) not in json.dumps(excluded_cases(plan))


def test_a_set_that_is_only_tested_on_may_lie_elsewhere(tmp_path):
    there = {"layout": "table", "root": table(tmp_path / "t"), "cases": ["t[12]"]}
    plan = Plan(
        study(
            ["Patient_0[1-3]"], data_sets={}, evaluate_on={"other": there}, arms=[{"name": "a", "preparation": "raw"}]
        )
    )
    assert plan.outside == {"other_t1": "other", "other_t2": "other"}
    # a table says who is who, and its integers are the study's
    assert [plan.cases[case].patient for case in plan.outside] == ["p0", "p1"]
    assert plan.label_of("other_t1") == f"{tmp_path}/t/1l.nii"
    assert not {*plan.outside} & {*plan.folds} and {*plan.outside} <= {*plan.predicted}
    both = {"x": {"layout": "table", "root": there["root"]}, "y": {**there, "cases": ["t3"]}}
    with pytest.raises(StudyError, match="patient p1 has other cases, which networks would learn from"):
        Plan(
            study(
                None,
                data_sets={"here": ["*"], "x": both["x"]},
                evaluate_on={"y": both["y"]},
                arms=[{"name": "a", "preparation": "raw"}],
            )
        )


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ({"layout": "nnunet"}, r"data_sets\.there: `layout` is about cases of the set's own: name their `root`, too"),
        ({"root": "ROOT"}, r"data_sets\.there\.layout: say how the set's own cases are laid out"),
        ({"layout": "images", "root": "ROOT"}, "one of the layouts .*, not images"),
        ({"layout": "nnunet", "root": "gone"}, r"data_sets\.there\.root: no gone"),
        (
            {"layout": "nnunet", "root": "ROOT", "organs": {"heart": 2}, "cases": ["x*"]},
            r"data_sets\.there: no case of ROOT is called like 'x\*'",
        ),
        ({"layout": "nnunet", "root": "ROOT", "organs": {"liver": 1}}, r"data_sets\.there\.organs: no organ is called"),
        ({"layout": "nnunet", "root": "ROOT", "organs": {"heart": [2], "aorta": [2]}}, "each integer is of one organ"),
        ({"layout": "nnunet", "root": "ROOT", "organs": {"heart": 7}}, r"`data_sets\.there\.organs\.heart`"),
        ({"cases": []}, "say which `cases` of `data` it has"),
    ],
)
def test_sets_that_cannot_be_are_refused_with_their_key(tmp_path, there, words):
    root = nnunet_dataset(tmp_path / "d")
    there = {key: root if value == "ROOT" else value for key, value in there.items()}
    with pytest.raises(StudyError, match=words.replace("ROOT", root)):
        Plan(study(there))


def test_one_name_is_of_one_set_and_images_have_parts_alone(tmp_path):
    with pytest.raises(StudyError, match=r"evaluate_on\.here: a set of `data_sets` is called so"):
        Plan(study(None, data_sets={"here": ["*"]}, evaluate_on={"here": ["Patient_01"]}))
